package dev.pergola.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pergola.shell.internal.fake.Gogo;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What holds for each command of the platform. */
class EveryCommandTest {
    private final Gogo gogo = new Gogo();

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void hasHelpWithUsageOptionsAndAnExampleThatParses() throws Exception {
        for (ShellCommand command : gogo.commands) {
            CommandSpec spec = command.spec();
            assertThat(gogo.run(spec.fullName() + " --help"))
                    .as(spec.fullName())
                    .startsWith(spec.fullName() + " - " + spec.summary())
                    .contains("Usage: " + spec.fullName(), "--json", "--help", "Example");
            assertThat(spec.examples()).as(spec.fullName()).isNotEmpty();
            assertThat(new ObjectMapper()
                            .readTree(gogo.run(spec.fullName() + " --help --json"))
                            .get("name")
                            .asText())
                    .isEqualTo(spec.fullName());
        }
    }

    @Test
    void parsesItsOwnExamples() {
        for (ShellCommand command : gogo.commands) {
            for (CommandSpec.Example example : command.spec().examples()) {
                String own =
                        example.line().replaceFirst("^.*\\| (?=plugin:)", "").replaceFirst(" \\|.*$", "");
                assertThat(own).startsWith(command.spec().fullName());
                List<String> words =
                        List.of(own.substring(command.spec().fullName().length())
                                .strip()
                                .replaceAll("'([^']*)'", "quoted=text")
                                .split(" +", -1));
                ArgumentParser.parse(command.spec(), words.equals(List.of("")) ? List.of() : words);
            }
        }
    }

    @Test
    void helpListsThemAll() throws Exception {
        String help = gogo.run("pergola:help");
        for (ShellCommand command : gogo.commands) {
            assertThat(help).contains(command.spec().summary());
        }
        assertThat(gogo.run("plugin:help")).contains("plugin:install").doesNotContain("extension:call");
        assertThat(gogo.run("extension:help")).contains("extension:call").doesNotContain("plugin:install");
        assertThat(gogo.run("pergola:help plugin:install")).isEqualTo(gogo.run("plugin:install --help"));
        assertThat(gogo.run("pergola:help install")).isEqualTo(gogo.run("plugin:install --help"));
        assertThat(gogo.run("pergola:help extension")).isEqualTo(gogo.run("extension:help"));
        assertThat(gogo.run("pergola:help grep")).contains("command of Gogo");
        assertThat(gogo.fail("pergola:help instal")).contains("no command instal", "Did you mean");
        assertThat(new ObjectMapper().readTree(gogo.run("pergola:help --json")).size())
                .isEqualTo(gogo.commands.size());
    }

    @Test
    void pipesIntoGogosCommandsWithoutColours() throws Exception {
        assertThat(gogo.run("plugin:list | grep FAILED"))
                .contains("mailer")
                .doesNotContain("wordcount")
                .doesNotContain("\u001b");
    }
}
