package dev.pergola.plugins.units.internal;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.Status;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PergolaTest
class UnitsRuntimeTest {
    @Test
    void convertsWhatItKnows(PluginClient units) {
        assertThatOutput(units.execute("CONVERT_UNIT", Map.of("amount", 1, "from", "cup", "to", "tbsp")))
                .containsEntry("text", "1 cup = 16 tbsp");
        assertThat(units.execute("CONVERT_UNIT", Map.of("amount", 1, "from", "cup", "to", "kg")))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("volume");
    }

    @Test
    void offersItsServiceWhileItIsActive(PluginClient units, PergolaRuntime runtime) throws Exception {
        String service = "dev.pergola.plugins.units.UnitConverter";
        assertThat(runtime.context().getAllServiceReferences(service, null)).hasSize(1);
        units.disable();
        assertThat(runtime.context().getAllServiceReferences(service, null)).isNull();
        units.enable();
        assertThat(runtime.context().getAllServiceReferences(service, null)).hasSize(1);
    }
}
