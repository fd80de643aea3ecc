package dev.pergola.shell.internal.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.shell.internal.fake.Gogo;
import dev.pergola.shell.internal.fake.Samples;
import dev.pergola.telemetry.LogLine;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.event.Level;

class ShowLogTest {
    private final Gogo gogo = new Gogo();

    @BeforeEach
    void lines() {
        gogo.fakes.logs.add("mailer", Level.INFO, "sent 1");
        gogo.fakes.logs.add("mailer", Level.WARN, "slow");
        gogo.fakes.logs.add("mailer", Level.INFO, "sent 2\u001b[0m\nand 3");
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void theNewestLinesAreShownOldestFirst() throws Exception {
        assertThat(gogo.run("plugin:log mailer -n 2").lines())
                .hasSize(2)
                .first()
                .asString()
                .endsWith("WARN  slow");
        assertThat(gogo.run("plugin:log mailer")).contains("sent 2\\u001b[0m and 3");
    }

    @Test
    void linesCanBeFilteredByLevel() throws Exception {
        assertThat(gogo.run("plugin:log mailer --level warn")).contains("slow").doesNotContain("sent");
        assertThat(gogo.run("plugin:log mailer --level error"))
                .contains("logged nothing at error or worse", "from level info");
        assertThat(gogo.fail("plugin:log mailer --level wran")).contains("no level wran", "Did you mean warn?");
        assertThat(gogo.fail("plugin:log mailer -n many")).contains("--lines takes a number from 0 to 10000");
    }

    @Test
    void theLevelCanBeSet() throws Exception {
        assertThat(gogo.run("plugin:log mailer --set-level debug")).contains("The level of mailer is debug now");
        assertThat(gogo.fakes.logs.level("mailer")).isEqualTo(Level.DEBUG);
        assertThat(gogo.run("plugin:log mailer --set-level trace --json")).contains("\"level\" : \"trace\"");
    }

    @Test
    void jsonAndStackTraces() throws Exception {
        gogo.fakes.logs.lines.add(new LogLine(
                Samples.TIME, Level.ERROR, "plugin.mailer", "t", "broke", "java.lang.Error: x\n\tat a.B\n"));
        assertThat(gogo.run("plugin:log mailer -n 1")).contains("ERROR broke", "java.lang.Error: x", "\tat a.B");
        assertThat(gogo.run("plugin:log mailer -n 1 --json"))
                .contains("\"level\" : \"error\"", "\"logger\" : \"plugin.mailer\"");
    }

    @Test
    void followingNeedsATerminal() {
        assertThat(gogo.fail("plugin:log mailer -f")).contains("--follow needs a terminal", "plugin:log mailer -n 100");
    }
}
