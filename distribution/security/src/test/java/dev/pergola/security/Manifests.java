package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pergola.security.attack.Control.Counterpart;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Drops plugins whose manifests are attacks, and honest ones that are as near to them as may be. */
final class Manifests {
    private static final String GROUP = "manifests";

    private final Stage stage;
    private final Tally tally;

    Manifests(Stage stage, Tally tally) {
        this.stage = stage;
        this.tally = tally;
    }

    void isContained(HostileBundle bundle) throws Exception {
        tally.tried(GROUP, bundle.id());
        Map<String, String> before = stage.seen();
        stage.jars().make(bundle.id(), bundle.needs(), stage.plugins(), bundle.headers());
        if (bundle.told().isEmpty()) {
            await().until(() -> stage.instance().state(bundle.id()).equals("ACTIVE"));
            for (String attack : List.of("read-string", "store-class", "logback-class")) {
                assertThat(status(bundle.id(), attack)).isIn("security_violation", "failed");
            }
        } else {
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(
                                    stage.instance().get("/api/v1/plugins/" + bundle.id() + ".jar/explain")
                                            + stage.instance().get("/api/v1/plugins/" + bundle.id() + "/explain"))
                            .contains(bundle.told()));
            assertThat(stage.instance().state(bundle.id())).isNotEqualTo("ACTIVE");
        }
        assertThat(stage.changedSince(before)).isEmpty();
        assertThat(stage.instance().state("victim")).isEqualTo("ACTIVE");
        tally.heldOff(GROUP, bundle.id());
    }

    private String status(String plugin, String attack) {
        JsonNode answer = stage.instance().execute(plugin, "ATTACK", Map.of("name", attack));
        return answer.path("status").asText();
    }

    void isLetIn(HostileBundle bundle) throws Exception {
        HostileBundle.Honest honest = bundle.honest();
        // What its name begins with was granted what it asks for.
        String id = "granted-" + bundle.id();
        stage.jars().make(id, honest.needs(), stage.plugins(), honest.headers());

        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(stage.instance().state(id))
                        .as(stage.instance().get("/api/v1/plugins/" + id + "/explain")
                                + stage.instance().get("/api/v1/plugins/" + id + ".jar/explain"))
                        .isEqualTo("ACTIVE"));
        assertThat(status(id, honest.does())).isEqualTo("success");
        tally.passed(GROUP, bundle.id(), Counterpart.class);
    }
}
