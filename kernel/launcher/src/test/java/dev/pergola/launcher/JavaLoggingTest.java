package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class JavaLoggingTest {
    private static LogRecord entry(Level level, String message, Object... parameters) {
        LogRecord entry = new LogRecord(level, message);
        entry.setLoggerName("test.jul");
        entry.setParameters(parameters);
        return entry;
    }

    @Test
    void passesEntriesOn() {
        JavaLogging.ToLog handler = new JavaLogging.ToLog();
        try (LogCapture captured = LogCapture.of("test.jul", ch.qos.logback.classic.Level.DEBUG)) {
            handler.publish(entry(Level.SEVERE, "a {0}", 1));
            handler.publish(entry(Level.WARNING, "b {broken", 1));
            LogRecord thrown = entry(Level.INFO, "c");
            thrown.setThrown(new IllegalStateException("cause"));
            handler.publish(thrown);
            handler.publish(entry(Level.FINE, "d"));
            handler.flush();
            handler.close();
            assertThat(captured.lines())
                    .containsExactly(
                            "ERROR test.jul: a 1",
                            "WARN test.jul: b {broken",
                            "INFO test.jul: c / cause",
                            "DEBUG test.jul: d");
        }
    }

    @Test
    void entriesWithoutANameAreTakenToo() {
        try (LogCapture captured = LogCapture.of("java.util.logging", ch.qos.logback.classic.Level.INFO)) {
            new JavaLogging.ToLog().publish(new LogRecord(Level.INFO, "x"));
            assertThat(captured.lines()).containsExactly("INFO java.util.logging: x");
        }
    }

    /** In a process of its own: the JDK reads its configuration once. */
    @Test
    void isPickedUpByTheJdk() {
        assertThat(TestProcess.run(Talker.class)).contains("WARN").contains("talker: spoken");
    }

    static final class Talker {
        private Talker() {}

        public static void main(String[] arguments) {
            JavaLogging.install();
            java.util.logging.Logger.getLogger("talker").warning("spoken");
        }
    }
}
