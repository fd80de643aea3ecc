package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

/** The contract in a sandbox with a framework around the plugin, as the kernel has one. */
class FrameworkContractIT extends TierContract {
    FrameworkContractIT() {
        super("sandbox.plugins=*", "sandbox.framework=always");
    }

    @Test
    void itRunsInASandboxWithAFramework() {
        keep("surroundings");

        JsonNode sandboxes = pergola.json("/api/v1/sandboxes");
        assertThat(sandboxes.findValuesAsText("plugin_id")).containsExactly(CONTRACT);
        assertThat(sandboxes.findValuesAsText("framework")).containsExactly("true");
    }
}
