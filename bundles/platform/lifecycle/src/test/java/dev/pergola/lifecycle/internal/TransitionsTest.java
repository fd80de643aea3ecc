package dev.pergola.lifecycle.internal;

import static dev.pergola.lifecycle.PluginState.ACTIVE;
import static dev.pergola.lifecycle.PluginState.FAILED;
import static dev.pergola.lifecycle.PluginState.INITIALIZING;
import static dev.pergola.lifecycle.PluginState.LOADED;
import static dev.pergola.lifecycle.PluginState.QUARANTINED;
import static dev.pergola.lifecycle.PluginState.STOPPING;
import static dev.pergola.lifecycle.PluginState.UNLOADED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.PluginState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The states of R16 to R19. */
class TransitionsTest {
    @Test
    void aLifeGoesFromUnloadedToActiveAndBack() {
        List<PluginState> life = List.of(UNLOADED, LOADED, INITIALIZING, ACTIVE, STOPPING, UNLOADED);
        for (int i = 1; i < life.size(); i++) {
            assertThat(Transitions.allowed(life.get(i - 1), life.get(i))).isTrue();
        }
    }

    @Test
    void nothingBecomesActiveWithoutBeingInitialized() {
        for (PluginState state : List.of(UNLOADED, LOADED, FAILED, QUARANTINED)) {
            assertThat(Transitions.allowed(state, ACTIVE)).isFalse();
        }
    }

    @Test
    void aForbiddenMoveSaysWhichPluginAndWhichStates() {
        assertThatThrownBy(() -> Transitions.check("counter 1.0.0", UNLOADED, ACTIVE))
                .hasMessageContaining("counter 1.0.0")
                .hasMessageContaining("UNLOADED")
                .hasMessageContaining("ACTIVE");
    }
}
