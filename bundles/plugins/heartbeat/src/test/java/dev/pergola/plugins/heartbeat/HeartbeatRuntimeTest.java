package dev.pergola.plugins.heartbeat;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.testing.PergolaRuntime;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PergolaTest
class HeartbeatRuntimeTest {
    @Test
    void beatsWhileItIsActive(PluginClient heartbeat) {
        assertThat(heartbeat.events().await("heartbeat/BEAT").source()).isEqualTo("heartbeat");
        heartbeat.disable();
        assertThat(threads()).isZero();

        heartbeat.events().clear();
        heartbeat.enable();
        heartbeat.events().await("heartbeat/BEAT");
        assertThat(threads()).isEqualTo(1);
    }

    /** The default interval is ten seconds, and the new one counts from the next beat on. */
    @Test
    void takesANewIntervalAfterAReload(PluginClient heartbeat) {
        assertThat(heartbeat.configure(Map.of("intervalMillis", 100L))).containsEntry("window", 60);
        heartbeat.reload();
        heartbeat.events().clear();

        heartbeat.events().await("heartbeat/BEAT");
        heartbeat.events().clear();
        heartbeat.events().await("heartbeat/BEAT", Duration.ofSeconds(5));
    }

    /** The platform takes its bundles down in reverse order; services have to end before. */
    @Test
    void endsItsThreadWhenThePlatformStops() {
        PergolaRuntime runtime = PergolaRuntime.builder().start();
        runtime.install("heartbeat");
        runtime.events().await("heartbeat/BEAT");
        long before = threads();
        runtime.close();

        assertThat(threads()).isEqualTo(before - 1);
    }

    @Test
    void refusesAnIntervalThatIsTooShort(PluginClient heartbeat) {
        assertThatThrownBy(() -> heartbeat.configure(Map.of("intervalMillis", 1L)))
                .isInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("intervalMillis");
        assertThat(heartbeat).isActive();
    }

    private static long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("heartbeat"))
                .count();
    }
}
