package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;
import static dev.pergola.security.attack.Control.Proof.CHANGE;

import java.beans.Introspector;
import java.beans.PropertyEditorManager;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.security.Provider;
import java.security.Security;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.logging.Logger;

/** What belongs to the whole process: its properties, its environment, and its defaults. */
final class Runtimes {
    private static final Need PROPERTY = Need.of("system.properties", "user.home");
    private static final Need PROPERTIES = Need.of("system.properties", "*");
    private static final Need CHANGE_ONE = Need.of("system.properties.write", "pergola.attack.changed");
    private static final Need CHANGES = Need.of("system.properties.write", "*");
    private static final Need VARIABLE = Need.of("system.environment", "PATH");
    private static final String DEFAULTS = "what holds for the whole process is the platform's";
    private static final String AS_IT_IS = "and leaves it as it is";

    private Runtimes() {}

    static List<Attack> all() {
        return List.of(
                allowedBy(PROPERTY, "property", "reads a system property", prey -> System.getProperty("user.home")),
                allowedBy(
                        PROPERTY,
                        "property-by-framework",
                        "reads a property by the framework",
                        prey -> prey.bundle().getProperty("user.home")),
                allowedBy(
                        Need.of("system.properties", "pergola.data"),
                        "framework-property",
                        "reads where the platform keeps its files",
                        prey -> prey.bundle().getProperty("pergola.data")),
                allowedBy(
                        CHANGE_ONE,
                        "set-property",
                        "sets a system property",
                        prey -> Tries.done(() -> System.setProperty("pergola.attack.changed", "no"))),
                allowedBy(
                        CHANGE_ONE,
                        "clear-property",
                        "clears a system property",
                        prey -> Tries.done(() -> System.clearProperty("pergola.attack.changed"))),
                allowedBy(
                                PROPERTIES,
                                "properties",
                                "reads all system properties",
                                prey -> System.getProperties().size())
                        .with(CHANGES),
                allowedBy(
                                PROPERTIES,
                                "replace-properties",
                                "replaces all system properties",
                                prey -> Tries.done(() -> System.setProperties(new Properties())))
                        .with(CHANGES)
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> System.setProperties(System.getProperties()))),
                allowedBy(VARIABLE, "variable", "reads a variable of the environment", prey -> System.getenv("PATH")),
                allowedBy(
                        Need.of("system.environment", "*"),
                        "environment",
                        "reads the whole environment",
                        prey -> System.getenv().size()),
                allowedBy(
                        Need.of("system.environment", "*"),
                        "process-environment",
                        "reads the environment for a process to come",
                        prey -> new ProcessBuilder("x").environment().size()),
                never(
                                "set-out",
                                "takes over the standard output",
                                DEFAULTS,
                                prey -> Tries.done(() -> System.setOut(new PrintStream(
                                        OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))))
                        .proven(CHANGE),
                never(
                        "set-in",
                        "takes over the standard input",
                        DEFAULTS,
                        prey -> Tries.done(() -> System.setIn(null))),
                never("close-in", "closes the standard input", "nobody can close it", prey -> closed(System.in))
                        .or(NOTHING)
                        .counterpart(
                                "closes a stream of its own",
                                prey -> closed(Files.newInputStream(Files.writeString(prey.own("read"), "own")))),
                never("close-out", "closes the standard output", "nobody can close it", prey -> closed(System.out))
                        .or(NOTHING)
                        .counterpart(
                                "closes a stream of its own",
                                prey -> closed(
                                        new PrintStream(prey.own("printed").toFile(), StandardCharsets.UTF_8))),
                allowedBy(
                                Need.of("system.properties.write", "user.language"),
                                "locale",
                                "changes everybody's language",
                                prey -> Tries.done(() -> Locale.setDefault(Locale.KOREA)))
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> Locale.setDefault(Locale.getDefault()))),
                allowedBy(
                                Need.of("system.properties.write", "user.timezone"),
                                "time-zone",
                                "changes everybody's time zone",
                                prey -> Tries.done(() -> TimeZone.setDefault(TimeZone.getTimeZone("GMT+9"))))
                        .or(NOTHING)
                        .mildly(AS_IT_IS, prey -> Tries.done(() -> TimeZone.setDefault(TimeZone.getDefault()))),
                never("provider", "adds a provider of cryptography", DEFAULTS, prey -> Security.addProvider(new Fake()))
                        .proven(CHANGE),
                never(
                                "remove-provider",
                                "takes a provider of cryptography away",
                                DEFAULTS,
                                prey -> Tries.done(() -> Security.removeProvider("SUN")))
                        .wrecks(),
                never(
                        "security-property",
                        "changes a security property",
                        DEFAULTS,
                        prey -> Tries.done(() -> Security.setProperty("networkaddress.cache.ttl", "1"))),
                never(
                        "read-security-property",
                        "reads a security property",
                        DEFAULTS,
                        prey -> Security.getProperty("keystore.type")),
                never(
                                "url-factory",
                                "makes everybody's addresses",
                                "the framework makes them already",
                                prey -> Tries.done(() -> URL.setURLStreamHandlerFactory(protocol -> null)))
                        .or(FAILED)
                        .counterpart(
                                "makes those of a scheme of its own, by a service",
                                Services::scheme,
                                Need.of("service.provide", "org.osgi.service.url.URLStreamHandlerService")),
                never(
                                "content-factory",
                                "reads everybody's answers",
                                "the framework reads them already",
                                prey -> Tries.done(() -> URLConnection.setContentHandlerFactory(type -> null)))
                        .or(FAILED)
                        .counterpart(
                                "reads those to itself",
                                prey -> new URL(prey.url()).getContent(),
                                Need.of("network.http", "localhost:{port}")),
                never(
                        "file-names",
                        "says what files are to everybody",
                        DEFAULTS,
                        prey -> Tries.done(() -> URLConnection.setFileNameMap(name -> "x/y"))),
                never("driver", "takes a database driver away", DEFAULTS, Runtimes::driver)
                        .or(NOTHING),
                never(
                        "driver-log",
                        "listens to what goes to databases",
                        DEFAULTS,
                        prey -> Tries.done(() -> DriverManager.setLogWriter(null))),
                never(
                        "preferences",
                        "changes preferences of the user",
                        DEFAULTS,
                        prey -> java.util.prefs.Preferences.userRoot().node("pergola")),
                allowedBy(
                                PROPERTIES,
                                "beans",
                                "changes how everybody's beans are looked at",
                                prey -> Tries.done(() -> Introspector.setBeanInfoSearchPath(new String[] {"x"})))
                        .with(CHANGES)
                        .mildly(
                                AS_IT_IS,
                                prey -> Tries.done(() ->
                                        Introspector.setBeanInfoSearchPath(Introspector.getBeanInfoSearchPath()))),
                allowedBy(
                                PROPERTIES,
                                "editors",
                                "changes everybody's property editors",
                                prey -> Tries.done(
                                        () -> PropertyEditorManager.registerEditor(String.class, Object.class)))
                        .with(CHANGES)
                        .mildly(
                                "for a class of its own",
                                prey -> Tries.done(
                                        () -> PropertyEditorManager.registerEditor(Fake.class, Object.class))),
                never(
                        "default-filter",
                        "decides what everybody deserializes",
                        DEFAULTS,
                        prey -> Tries.done(() ->
                                ObjectInputFilter.Config.setSerialFilter(filter -> ObjectInputFilter.Status.REJECTED))),
                never(
                                "filter-factory",
                                "makes everybody's deserialization filters",
                                DEFAULTS,
                                prey -> Tries.done(() -> ObjectInputFilter.Config.setSerialFilterFactory((a, b) -> b)))
                        .or(FAILED));
    }

    private static String closed(PrintStream stream) {
        stream.close();
        stream.append(' ');
        return stream.checkError() ? "closed" : null;
    }

    private static String closed(InputStream stream) throws IOException {
        stream.close();
        try {
            return stream.available() < 0 ? "odd" : null;
        } catch (IOException closed) {
            return "closed";
        }
    }

    private static Object driver(Prey prey) throws SQLException {
        Driver own = new OwnDriver();
        DriverManager.registerDriver(own);
        DriverManager.deregisterDriver(DriverManager.drivers().findFirst().orElse(own));
        return "gone";
    }

    private static final class Fake extends Provider {
        private static final long serialVersionUID = 1L;

        Fake() {
            super("Fake", "1", "");
        }
    }

    private static final class OwnDriver implements Driver {
        @Override
        public Connection connect(String url, Properties properties) {
            return null;
        }

        @Override
        public boolean acceptsURL(String url) {
            return false;
        }

        @Override
        public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
            return new DriverPropertyInfo[0];
        }

        @Override
        public int getMajorVersion() {
            return 1;
        }

        @Override
        public int getMinorVersion() {
            return 0;
        }

        @Override
        public boolean jdbcCompliant() {
            return false;
        }

        @Override
        public Logger getParentLogger() {
            return Logger.getGlobal();
        }
    }
}
