package dev.pergola.shell.internal.interactive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.fake.Gogo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.event.Level;

/** The prompt with the real Gogo and JLine, at a terminal in memory. */
class PromptTest {
    @TempDir
    private Path folder;

    private final Gogo gogo = new Gogo();
    private Keyboard keyboard;
    private Prompt prompt;
    private CompletableFuture<Boolean> ended;

    @BeforeEach
    void start() throws Exception {
        open("xterm", true);
    }

    private void open(String type, boolean colour) throws Exception {
        keyboard = new Keyboard(type);
        prompt = new Prompt(gogo.processor, keyboard.terminal, Optional.of(folder.resolve("history")), colour);
        ended = CompletableFuture.supplyAsync(prompt::run);
        keyboard.expect("> ");
    }

    @AfterEach
    void stop() throws Exception {
        try {
            prompt.stop();
            ended.get(10, TimeUnit.SECONDS);
            keyboard.close();
        } finally {
            gogo.close();
        }
    }

    @Test
    void runsLinesWithColoursByState() throws Exception {
        keyboard.type("list\r");
        String shown = keyboard.expect("needs attention");
        assertThat(shown).contains("\u001b[32mACTIVE\u001b[0m", "\u001b[31mFAILED\u001b[0m");
    }

    @Test
    void noColourAndDumbTerminalsGetPlainText() throws Exception {
        keyboard.type("NO_COLOR = 1\r");
        keyboard.type("list --all-versions\r");
        assertThat(keyboard.expect("needs attention")).contains("ACTIVE").doesNotContain("mACTIVE");
        keyboard.ctrl('d');
        assertThat(ended.get()).isTrue();
        open("dumb", false);
        keyboard.type("list\r");
        assertThat(keyboard.expect("needs attention")).doesNotContain("\u001b[3");
    }

    @Test
    void errorsAreShortAndKeepThePromptAlive() throws Exception {
        keyboard.type("info wordcuont\r");
        assertThat(keyboard.expect("plugin:list"))
                .contains("\u001b[31merror: There is no plugin wordcuont\u001b[0m", "Did you mean wordcount?")
                .doesNotContain("Exception", "at dev.pergola");
        keyboard.type("lsit\r");
        assertThat(keyboard.expect("See what there is")).contains("There is no command lsit", "Did you mean");
        keyboard.type("(\"abc\" substring 10)\r");
        keyboard.expect("error:");
        keyboard.type("list\r");
        keyboard.expect("wordcount");
    }

    @Test
    void ctrlDEndsItAndTheHistoryIsKept() throws Exception {
        keyboard.type("list --status active\r");
        keyboard.expect("wordcount");
        keyboard.type(" list --secret\r");
        keyboard.expect("no option");
        keyboard.ctrl('d');
        assertThat(ended.get()).isTrue();
        assertThat(Files.readString(folder.resolve("history")))
                .contains("list --status active")
                .doesNotContain("secret");
    }

    @Test
    void ctrlCDropsTheLine() throws Exception {
        keyboard.type("uninstall wordc");
        keyboard.expect("wordc");
        keyboard.ctrl('c');
        keyboard.expect("pergola");
        keyboard.type("echo fine\r");
        keyboard.expect("fine");
        assertThat(gogo.fakes.manager.asked).isEmpty();
    }

    @Test
    void ctrlCCancelsACallAndShowsItsProgressBefore() throws Exception {
        keyboard.type("exec mailer\r");
        assertThat(keyboard.expect("Ctrl-C cancels")).contains("mailer [", " % step ");
        keyboard.ctrl('c');
        keyboard.expect("error: Cancelled");
        assertThat(gogo.fakes.calls.made).contains("cancelled");
        await().until(() -> gogo.fakes.calls.running().isEmpty());
        keyboard.type("echo fine\r");
        keyboard.expect("fine");
    }

    @Test
    void ctrlCDoesNotInterruptAnInstallation() throws Exception {
        gogo.fakes.manager.gate = new CountDownLatch(1);
        keyboard.type("reload wordcount\r");
        keyboard.expect("working for");
        keyboard.ctrl('c');
        keyboard.expect("the operation goes on");
        gogo.fakes.manager.gate.countDown();
        await().until(() -> gogo.fakes.manager.asked.contains("reload wordcount by shell"));
        assertThat(gogo.fakes.manager.asked).doesNotContain("interrupted");
    }

    @Test
    void followingALogEndsWithCtrlC() throws Exception {
        gogo.fakes.logs.add("mailer", Level.INFO, "old line");
        keyboard.type("log mailer -f --level info\r");
        keyboard.expect("old line");
        gogo.fakes.logs.add("mailer", Level.DEBUG, "unwanted line");
        gogo.fakes.logs.add("mailer", Level.WARN, "new line");
        assertThat(keyboard.expect("new line")).doesNotContain("unwanted");
        keyboard.ctrl('c');
        await().until(gogo.fakes.logs.followers::isEmpty);
        keyboard.type("echo fine\r");
        keyboard.expect("fine");
    }

    @Test
    void aCommandInterruptedInTheMidstOfWritingCostsNotTheSession() throws Exception {
        gogo.add(new Chatter());
        keyboard.type("kept = 42\r");
        for (int round = 0; round < 5; round++) {
            keyboard.type("test:chatter\r");
            keyboard.expect("chatter chatter");
            keyboard.ctrl('c');
            keyboard.type("echo \"<$kept>\"\r");
            keyboard.expect("<42>");
        }
    }

    @Test
    void stopEndsItFromOutside() throws Exception {
        keyboard.type("sleep 1000\r");
        prompt.stop();
        keyboard.close();
        assertThat(ended.get()).isFalse();
    }

    @Test
    void tabCompletesCommandsOptionsAndValues() throws Exception {
        keyboard.type("plugin:rol\t");
        keyboard.expect("lback");
        keyboard.type("word\t");
        keyboard.expect("count");
        keyboard.type("--to 0\t");
        keyboard.expect(".9.0");
        keyboard.type("--k\t\r");
        await().until(() -> gogo.fakes.manager.asked.contains("to 0.9.0 keep true"));
    }

    @Test
    void anUnclosedQuoteContinuesOnTheNextLine() throws Exception {
        keyboard.type("exec wordcount --input '{\"text\":\r");
        keyboard.type("\"a b\"}'\r");
        keyboard.expect("\"words\" : 2");
    }

    private static final class Chatter extends ShellCommand {
        Chatter() {
            super(CommandSpec.of("test", "chatter", "Talks"));
        }

        @Override
        protected void run(Invocation invocation) {
            while (!invocation.screen().out().checkError()) invocation.screen().line("chatter chatter");
        }
    }
}
