package dev.pergola.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.logging.Handler;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Sends what libraries log through the JDK's own logging to the one log. The JDK makes an instance of this class, named
 * by a system property, when something first logs that way: so it costs nothing where nothing does.
 */
public final class JavaLogging {
    /** Called by the JDK. */
    public JavaLogging() throws IOException {
        String configuration = "handlers=" + ToLog.class.getName() + "\n.level=INFO\n";
        LogManager.getLogManager()
                .readConfiguration(new ByteArrayInputStream(configuration.getBytes(StandardCharsets.ISO_8859_1)));
    }

    static void install() {
        System.setProperty("java.util.logging.config.class", JavaLogging.class.getName());
    }

    /** Called by the JDK. */
    public static final class ToLog extends Handler {
        @Override
        public void publish(LogRecord entry) {
            String name = entry.getLoggerName() == null ? "java.util.logging" : entry.getLoggerName();
            LoggerFactory.getLogger(name)
                    .atLevel(levelOf(entry.getLevel().intValue()))
                    .setCause(entry.getThrown())
                    .log(text(entry));
        }

        private static String text(LogRecord entry) {
            String message = String.valueOf(entry.getMessage());
            Object[] parameters = entry.getParameters();
            if (parameters == null || parameters.length == 0) return message;
            try {
                return MessageFormat.format(message, parameters);
            } catch (IllegalArgumentException noPattern) {
                return message;
            }
        }

        private static Level levelOf(int level) {
            if (level >= java.util.logging.Level.SEVERE.intValue()) return Level.ERROR;
            if (level >= java.util.logging.Level.WARNING.intValue()) return Level.WARN;
            return level >= java.util.logging.Level.INFO.intValue() ? Level.INFO : Level.DEBUG;
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}
