package dev.pergola.shell.internal.interactive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.shell.internal.command.Commands;
import dev.pergola.shell.internal.fake.Gogo;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.felix.gogo.jline.Parser;
import org.apache.felix.service.command.CommandSession;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser.ParseContext;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandCompleterTest {
    @TempDir
    private Path folder;

    private final Gogo gogo = new Gogo();
    private CommandSession session;

    @BeforeEach
    void open() {
        session = gogo.processor.createSession(
                new ByteArrayInputStream(new byte[0]),
                OutputStream.nullOutputStream(),
                OutputStream.nullOutputStream());
        session.put(Commands.SCOPE, Commands.SCOPES);
    }

    @AfterEach
    void close() {
        session.close();
        gogo.close();
    }

    private List<String> complete(String line) throws Exception {
        LineReader reader = LineReaderBuilder.builder()
                .terminal(new DumbTerminal(new ByteArrayInputStream(new byte[0]), OutputStream.nullOutputStream()))
                .build();
        List<Candidate> candidates = new ArrayList<>();
        new CommandCompleter(() -> session)
                .complete(reader, new Parser().parse(line, line.length(), ParseContext.COMPLETE), candidates);
        return candidates.stream().map(Candidate::value).toList();
    }

    @Test
    void commandsAreOfferedWithAndWithoutScope() throws Exception {
        assertThat(complete(""))
                .contains("plugin:list", "extension:list", "help")
                .doesNotContain("list", "grep");
        assertThat(complete("l")).contains("plugin:list", "list", "grep");
        assertThat(complete("gogo:")).contains("gogo:grep");
        assertThat(complete("plugin:list | gr")).contains("grep");
    }

    @Test
    void argumentsFollowTheSpecification() throws Exception {
        assertThat(complete("info ")).containsExactly("mailer", "wordcount");
        assertThat(complete("plugin:plan ")).contains("install", "uninstall", "rollback");
        assertThat(complete("plan uninstall ")).containsExactly("mailer", "wordcount");
        assertThat(complete("state wordcount ")).containsExactly("total");
        assertThat(complete("exec wordcount ")).containsExactly("WORD_COUNT");
        assertThat(complete("extension:call ")).contains("Analyzer");
        assertThat(complete("extension:call Analyzer ")).containsExactly("mailer", "wordcount");
        assertThat(complete("extension:list ")).containsExactly("TaskProcessor");
        assertThat(complete("extension:nodes ")).contains("count");
        assertThat(complete("info mailer more ")).isEmpty();
        assertThat(complete("help plug")).contains("plugin:install");
    }

    @Test
    void optionsAndTheirValues() throws Exception {
        assertThat(complete("list --")).contains("--status", "--category", "--json", "--help");
        assertThat(complete("list --json --")).doesNotContain("--json").contains("--status");
        assertThat(complete("list --status ")).contains("active", "quarantined");
        assertThat(complete("list --category ")).contains("misc", "text");
        assertThat(complete("log mailer --level ")).contains("warn");
        assertThat(complete("rollback wordcount --to ")).containsExactly("1.0.0", "0.9.0");
        assertThat(complete("rollback --to 1.0.0 ")).containsExactly("mailer", "wordcount");
        assertThat(complete("info -- --")).doesNotContain("--json");
    }

    @Test
    void configurationKeys() throws Exception {
        gogo.fakes.manager.schema = Map.of("properties", Map.of("port", Map.of("type", "integer")));
        assertThat(complete("config mailer ")).contains("show", "set", "unset", "history");
        assertThat(complete("config mailer set ")).containsExactly("port=");
        assertThat(complete("config mailer unset ")).containsExactly("port");
        assertThat(complete("config mailer show ")).isEmpty();
        assertThat(complete("config nobody set ")).isEmpty();
    }

    @Test
    void files() throws Exception {
        Files.createFile(folder.resolve("mail-1.0.jar"));
        session.currentDir(folder);
        assertThat(complete("install ")).contains("mail-1.0.jar");
        assertThat(complete("plan install ")).contains("mail-1.0.jar");
        assertThat(complete("cat ")).contains("mail-1.0.jar");
        assertThat(complete("install --config a=b ")).contains("mail-1.0.jar");
    }

    @Test
    void aBrokenPlatformCostsNoMoreThanTheCompletion() throws Exception {
        gogo.fakes.manager.plugins.add(null);
        assertThat(complete("info ")).isEmpty();
    }
}
