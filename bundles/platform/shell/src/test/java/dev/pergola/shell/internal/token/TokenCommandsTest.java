package dev.pergola.shell.internal.token;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.access.Role;
import dev.pergola.shell.internal.fake.Gogo;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** R133. */
class TokenCommandsTest {
    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void aTokenCanBeGivenToAPlugin() throws Exception {
        assertThat(gogo.run("token:create robot --for-plugin wordcount --json"))
                .contains("\"for_plugin\" : \"wordcount\"");
        assertThat(gogo.run("token:list")).containsPattern("robot +viewer +all +wordcount ");
    }

    @Test
    void aTokenIsMadeShownOnceAndListed() throws Exception {
        gogo.variables.put("pergola.actor", "ada");
        assertThat(gogo.run("token:list")).contains("No token has been made");

        assertThat(gogo.run("token:create ci --role publisher --plugin wordcount --plugin mailer --expires 90d"))
                .startsWith("pgl_secret1")
                .contains("not shown again", "token:revoke ci");

        assertThat(gogo.fakes.tokens.all).singleElement().satisfies(token -> {
            assertThat(token.role()).isEqualTo(Role.PUBLISHER);
            assertThat(token.plugins()).containsExactly("wordcount", "mailer");
            assertThat(token.createdBy()).isEqualTo("ada");
            assertThat(Duration.between(Instant.now(), token.expiresAt().orElseThrow()))
                    .isBetween(Duration.ofDays(89), Duration.ofDays(90));
        });
        assertThat(gogo.run("token:list"))
                .contains("ci", "publisher", "wordcount, mailer", "never", "id0")
                .doesNotContain("pgl_");
        assertThat(gogo.run("token:list --json")).contains("\"name\" : \"ci\"", "\"expires_at\"");
    }

    @Test
    void aTokenSeesWhereNothingElseIsSaid() throws Exception {
        assertThat(gogo.run("token:create dashboard --json"))
                .contains("\"role\" : \"viewer\"", "\"secret\" : \"pgl_secret1\"", "\"plugins\" : [ ]");
        assertThat(gogo.run("token:list")).contains("all");
    }

    @Test
    void aTokenThatHasEndedSaysSo() throws Exception {
        gogo.run("token:create brief --expires 1ms");
        await().untilAsserted(() -> assertThat(gogo.run("token:list")).contains("expired"));
    }

    @Test
    void aTokenIsRevokedByNameOrId() throws Exception {
        gogo.run("token:create one");
        assertThat(gogo.run("token:revoke id0")).isEqualToIgnoringNewLines("revoked one");
        gogo.run("token:create two");
        assertThat(gogo.run("token:revoke two --json")).contains("\"name\" : \"two\"");
        assertThat(gogo.fakes.tokens.all).isEmpty();
    }

    @Test
    void mistakesAreExplained() throws Exception {
        gogo.run("token:create one");
        assertThat(gogo.fail("token:create one")).contains("There is a token 'one' already");
        assertThat(gogo.fail("token:create two --role operater"))
                .contains("There is no role operater", "operator", "One of: viewer");
        assertThat(gogo.fail("token:create two --expires soon")).contains("--expires is not a duration");
        assertThat(gogo.fail("token:revoke onne")).contains("There is no token onne", "one", "token:list");
    }
}
