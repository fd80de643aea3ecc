package dev.pergola.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The contract in a sandbox, at the best tier of isolation that this host has, without a framework around the plugin, which needs
 * none; and what becomes of it when that ends.
 */
class SandboxedContractIT extends TierContract {
    SandboxedContractIT() {
        super("sandbox.plugins=*");
    }

    @Test
    void itRunsInASandbox() {
        keep("surroundings");

        JsonNode sandboxes = pergola.json("/api/v1/sandboxes");
        assertThat(sandboxes.findValuesAsText("plugin_id")).containsExactly(CONTRACT);
        assertThat(sandboxes.findValuesAsText("framework")).containsExactly("false");
    }

    /** There a value takes many times what it takes on its way. */
    @Test
    void moreThanAMillionValuesAreOverALimitAndNoMore() {
        String before = process();

        JsonNode answer = keep("many", "\"number\":1500000");

        assertThat(answer.path("status").asText()).isEqualTo("resource_limit_exceeded");
        assertThat(answer.at("/error/message").asText()).contains("1000000 values");
        assertThat(process()).isEqualTo(before);
    }

    @Test
    void moreThanAMillionValuesAreNotSentThereEither() {
        String before = process();

        JsonNode answer = keep("nothing", "\"value\":[1" + ",1".repeat(1_500_000) + "]");

        assertThat(answer.path("status").asText()).isEqualTo("resource_limit_exceeded");
        assertThat(answer.at("/error/message").asText()).contains("1000000 values");
        assertThat(process()).isEqualTo(before);
    }

    private String process() {
        return pergola.json("/api/v1/sandboxes").findValuesAsText("pid").toString();
    }

    @Test
    void subscriptionsMadeThereHearEventsAndEndWithIt() {
        assertThat(came("listen").asText()).isEqualTo("listening");
        came("emit", "\"topic\":\"contract/TOLD\",\"value\":1");
        await().atMost(Duration.ofSeconds(15)).until(() -> came("heard").asInt() == 1);

        assertThat(pergola.request("DELETE", "/api/v1/plugins/" + CONTRACT + "/sandbox", "")
                        .statusCode())
                .isLessThan(300);

        came("emit", "\"topic\":\"contract/TOLD\",\"value\":2");
        assertThat(came("hear", "\"value\":3").at("/data/value").asInt()).isEqualTo(3);
        assertThat(came("heard").asInt()).as("in another sandbox").isZero();
    }
}
