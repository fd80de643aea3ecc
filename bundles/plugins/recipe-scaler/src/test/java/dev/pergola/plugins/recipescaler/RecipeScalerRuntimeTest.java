package dev.pergola.plugins.recipescaler;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.Status;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The pair of plugins, of which one needs the other. */
@PergolaTest
class RecipeScalerRuntimeTest {
    private static final Map<String, Object> RECIPE = Map.of(
            "servings", 4, "for", 10, "ingredients", List.of(Map.of("name", "flour", "amount", 600, "unit", "g")));

    @BeforeEach
    void withoutUnits(PergolaRuntime runtime) {
        PluginClient units = runtime.plugin("units");
        if (units.state() != PluginState.UNLOADED) units.uninstall();
        runtime.events().clear();
    }

    @Test
    void waitsForUnitsAndThenStarts(PluginClient scaler, PergolaRuntime runtime) {
        assertThat(scaler).isIn(PluginState.LOADED).hasProblemContaining("units");
        assertThat(scaler.execute("SCALE_RECIPE", RECIPE)).endedAs(Status.REJECTED);

        runtime.install("units");
        runtime.events()
                .await("pergola/plugin/state/ACTIVE", event -> event.data().containsValue("recipe-scaler"));
        assertScales(scaler);
    }

    @Test
    void doesNotTakeAVersionOfUnitsOutOfItsRange(PluginClient scaler, PergolaRuntime runtime) {
        runtime.install(PluginBuilder.plugin("units", "2.0.0").build());

        assertThat(scaler).isIn(PluginState.LOADED).hasProblemContaining("units");
    }

    @Test
    void stopsBeforeUnitsGoesAndComesBackWithIt(PluginClient scaler, PergolaRuntime runtime) {
        PluginClient units = runtime.install("units");
        assertThat(runtime.plugins().plan("uninstall", "units").toString()).contains("recipe-scaler");
        units.uninstall();
        assertThat(scaler).isIn(PluginState.LOADED);

        runtime.install("units");
        assertScales(scaler);
    }

    @Test
    void movesWithUnitsWhenThatIsReloaded(PluginClient scaler, PergolaRuntime runtime) {
        PluginClient units = runtime.install("units");
        long bundle = scaler.info().bundleId();
        assertThat(units.reload().succeeded()).isTrue();

        assertScales(scaler);
        assertThat(scaler.info().bundleId()).isNotEqualTo(bundle);
    }

    private static void assertScales(PluginClient scaler) {
        assertThat(scaler).isActive();
        assertThatOutput(scaler.execute("SCALE_RECIPE", RECIPE))
                .containsEntry(
                        "ingredients", List.of(Map.of("name", "flour", "amount", new BigDecimal("1.5"), "unit", "kg")));
    }
}
