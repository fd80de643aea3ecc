package dev.pergola.launcher;

import ch.qos.logback.classic.LoggerContext;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.helpers.Reporter;

/** Points Logback at its one configuration, {@code etc/logback.xml}, before anything logs. */
final class Logging {
    private Logging() {}

    /** Must come before the first logger is made: Logback configures itself then, once. */
    static void configure(Settings settings) {
        JavaLogging.install();
        System.setProperty(Reporter.SLF4J_INTERNAL_VERBOSITY_KEY, "WARN");
        System.setProperty(LoggerFactory.PROVIDER_PROPERTY_KEY, Slf4jProvider.class.getName());
        System.setProperty("pergola.data", settings.get(ConfigurationKeys.DATA).toString());
        System.setProperty("pergola.log.level", settings.get(ConfigurationKeys.LOG_LEVEL));
        System.setProperty("pergola.log.console-level", settings.get(ConfigurationKeys.LOG_CONSOLE_LEVEL));
        System.setProperty(
                "pergola.log.plugin-level",
                settings.get(ConfigurationKeys.PLUGIN_DEBUG) ? "debug" : settings.get(ConfigurationKeys.LOG_LEVEL));
        if (System.getProperty("logback.configurationFile") == null)
            System.setProperty("logback.configurationFile", file(settings.home()));
    }

    /** Writes what is still in memory. */
    static void flush() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerSource source) source.get().stop();
        if (factory instanceof LoggerContext context) context.stop();
    }

    private static String file(Path home) {
        Path own = home.resolve("etc").resolve("logback.xml");
        if (Files.isRegularFile(own)) return own.toString();
        URL builtIn = Logging.class.getResource("logback.xml");
        if (builtIn == null) throw new IllegalStateException("logback.xml is missing from the launcher's jar");
        return builtIn.toString();
    }
}
