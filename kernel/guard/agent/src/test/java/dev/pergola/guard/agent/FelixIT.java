package dev.pergola.guard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of the real ConditionalPermissionAdmin decide, with the framework's jars as they are (R135). */
class FelixIT {
    @TempDir
    private Path stage;

    @Test
    void theRowsOfConditionalPermissionAdminDecide() {
        Map<String, String> outcomes = GuardedJava.run(stage, FelixChild.class).stream()
                .filter(line -> line.contains("|"))
                .map(line -> line.split("\\|", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));

        assertThat(outcomes)
                .containsEntry("granted reads", "allowed")
                .containsEntry("granted reads when it is granted again", "allowed")
                .containsEntry("granted reads before the end", "allowed")
                .containsEntry("granted reads by what is remembered", "allowed");
        assertThat(outcomes.get("granted reads when it has ended by itself")).startsWith("denied ");
        assertThat(outcomes.get("other reads"))
                .startsWith("denied ")
                .contains("java.io.FilePermission")
                .contains("text\" \"read\"");
        assertThat(outcomes.get("other changes start levels")).startsWith("denied ");
        assertThat(outcomes.get("granted reads when it is granted no more")).startsWith("denied ");
        assertThat(outcomes.get("a domain of nobody")).startsWith("denied ");
        assertThat(outcomes.get("listener heard")).contains("other").contains("FilePermission");
    }
}
