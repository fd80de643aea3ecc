package dev.pergola.sandbox.internal;

import dev.pergola.worker.link.Message;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** Takes what a sandbox logs and prints into the one log, and no more of it than the log can bear. */
final class SandboxLog {
    private static final int LINES_A_SECOND = 200;
    private static final int LINE = 4_096;
    private static final String PLUGIN = "plugin.";

    private final String prefix;
    private final Logger logger;
    private long second;
    private int lines;
    private long left;
    private volatile boolean loaded;

    SandboxLog(String pluginId) {
        this.prefix = PLUGIN + pluginId;
        this.logger = LoggerFactory.getLogger(prefix);
    }

    /** What is printed from now on may be the plugin's; before it is what Java has to say about itself. */
    void loaded() {
        loaded = true;
    }

    /** A line that it logged. What is not the plugin's own logger is named in the line. */
    void take(Message.Log log) {
        if (!mayLog()) return;
        boolean own = log.logger().equals(prefix) || log.logger().startsWith(prefix + ".");
        Logger to = own ? LoggerFactory.getLogger(log.logger()) : logger;
        String text = own ? log.message() : log.logger() + ": " + log.message();
        to.atLevel(level(log.level())).log("{}{}{}", text, log.trace().isEmpty() ? "" : "\n", log.trace());
    }

    private static Level level(String name) {
        try {
            return Level.valueOf(name);
        } catch (IllegalArgumentException odd) {
            return Level.INFO;
        }
    }

    /** Reads what it prints until it ends, so that it never waits for somebody to read. */
    void drain(InputStream output) {
        byte[] buffer = new byte[LINE];
        StringBuilder line = new StringBuilder();
        try (output) {
            for (int n = output.read(buffer); n >= 0; n = output.read(buffer)) {
                String text = new String(buffer, 0, n, StandardCharsets.UTF_8);
                for (int i = 0; i < text.length(); i++) {
                    char c = text.charAt(i);
                    if (c == '\n' || line.length() >= LINE) print(line);
                    if (c >= ' ') line.append(c);
                }
            }
            print(line);
        } catch (IOException gone) {
            // It has ended.
        }
    }

    private void print(StringBuilder line) {
        if (!line.isEmpty() && mayLog())
            logger.atLevel(loaded ? Level.INFO : Level.DEBUG).log("Printed in the sandbox: {}", line);
        line.setLength(0);
    }

    private synchronized boolean mayLog() {
        long now = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime());
        if (now != second) {
            if (left > 0) logger.warn("{} lines more were logged or printed in the sandbox within a second", left);
            second = now;
            lines = 0;
            left = 0;
        }
        if (lines < LINES_A_SECOND) {
            lines++;
            return true;
        }
        left++;
        return false;
    }
}
