package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The limits, at the best tier of isolation that this host has; and what only a box holds, where there is one (R100, R133). */
class ContainedSandboxIT extends SandboxLimits {
    ContainedSandboxIT() {
        super("auto");
    }

    private void needsABox() {
        String tier = pergola.json("/api/v1/sandboxes/isolation").path("tier").asText();
        assumeTrue(!tier.equals("C"), "nothing contains a process on this host; sandbox:doctor says what is missing");
    }

    @Test
    void theDoctorSaysWhatHolds() {
        Instance.Ran doctor = pergola.pergola("shell", "sandbox:doctor");

        assertThat(doctor.exitCode()).as(doctor.out()).isZero();
        assertThat(doctor.out()).contains("Tier ", "bubblewrap");
        assertThat(pergola.get("/health/ready").body()).contains("sandboxes", "Contained at tier ");
    }

    @Test
    void noOtherProgramIsStarted() {
        needsABox();
        JsonNode answer = harm("fork");

        assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
        assertThat(answer.at("/error/message").asText()).contains("Operation not permitted");
    }

    @Test
    void theHostsFilesAreNotThere() throws IOException {
        needsABox();
        Path secret = Files.writeString(folder.resolve("secret.txt"), "the secret");

        for (String path : new String[] {
            secret.toString(), "/etc/passwd", folder.resolve("data/admin.token").toString()
        }) {
            JsonNode answer = harm("read", ",\"path\":\"" + path + "\"");
            assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
            assertThat(answer.at("/error/exception").asText()).contains("NoSuchFileException");
        }
    }

    @Test
    void theHostsNetworkIsNotThere() throws IOException {
        needsABox();
        try (ServerSocket listening = new ServerSocket(0)) {
            JsonNode answer = harm("connect", ",\"port\":" + listening.getLocalPort());
            assertThat(answer.path("status").asText()).as("%s", answer).isEqualTo("failed");
            assertThat(answer.at("/error/message").asText())
                    .contains("127.0.0.1:" + listening.getLocalPort(), "permissions are not enforced");
        }
    }

    @Test
    void itsTemporaryFolderHasALimit() {
        needsABox();
        isOverLimit(harm("scratch"), "sandbox.scratch-mb is 16");
    }
}
