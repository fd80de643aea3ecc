package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.Outcome.FAILED;
import static dev.pergola.security.attack.Attack.Outcome.NOTHING;
import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.ByteArrayOutputStream;
import java.io.ObjectInputFilter;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.AccessControlContext;
import java.security.AccessController;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permission;
import java.security.PermissionCollection;
import java.security.Permissions;
import java.security.Policy;
import java.security.PrivilegedAction;
import java.security.PrivilegedExceptionAction;
import java.security.ProtectionDomain;
import java.security.Provider;
import java.security.Security;
import java.sql.DriverManager;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.TimeZone;
import java.util.concurrent.CompletableFuture;

/** What belongs to the whole process: its properties, its environment, its defaults, and who guards it. */
@SuppressWarnings({"removal", "deprecation"}) // What is on its way out is still a way in.
final class Runtimes {
    private static final Need PROPERTY = Need.of("system.properties", "user.home");
    private static final Need CHANGE = Need.of("system.properties.write", "pergola.attack.changed");
    private static final Need VARIABLE = Need.of("system.environment", "PATH");
    private static final String DEFAULTS = "what holds for the whole process is the platform's";
    private static final String GUARDS = "who guards the process is the platform's to say";

    private Runtimes() {}

    static List<Attack> all() {
        return List.of(
                allowedBy(PROPERTY, "property", "reads a system property", prey -> System.getProperty("user.home")),
                allowedBy(
                        PROPERTY,
                        "property-by-framework",
                        "reads a property by the framework",
                        prey -> prey.bundle().getProperty("user.home")),
                never(
                        "framework-property",
                        "reads where the platform keeps its files",
                        "no plugin was granted the platform's own properties",
                        prey -> prey.bundle().getProperty("pergola.data")),
                allowedBy(
                        CHANGE,
                        "set-property",
                        "sets a system property",
                        prey -> Tries.done(() -> System.setProperty("pergola.attack.changed", "no"))),
                allowedBy(
                        CHANGE,
                        "clear-property",
                        "clears a system property",
                        prey -> Tries.done(() -> System.clearProperty("pergola.attack.changed"))),
                allowedBy(
                                Need.of("system.properties", "*"),
                                "properties",
                                "reads all system properties",
                                prey -> System.getProperties().size())
                        .with(Need.of("system.properties.write", "*")),
                never(
                        "replace-properties",
                        "replaces all system properties",
                        "nobody gets to replace them all here: the others need theirs",
                        prey -> Tries.done(() -> System.setProperties(new Properties()))),
                allowedBy(VARIABLE, "variable", "reads a variable of the environment", prey -> System.getenv("PATH")),
                allowedBy(
                        Need.of("system.environment", "*"),
                        "environment",
                        "reads the whole environment",
                        prey -> System.getenv().size()),
                never(
                        "process-environment",
                        "reads the environment for a process to come",
                        "that needs the whole environment, which was tried",
                        prey -> new ProcessBuilder("x").environment().size()),
                never(
                        "set-out",
                        "takes over the standard output",
                        DEFAULTS,
                        prey -> Tries.done(() -> System.setOut(
                                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)))),
                never(
                        "set-in",
                        "takes over the standard input",
                        DEFAULTS,
                        prey -> Tries.done(() -> System.setIn(null))),
                never("close-out", "closes the standard output", DEFAULTS, prey -> {
                            System.out.close();
                            return System.out.checkError() ? "closed" : null;
                        })
                        .or(NOTHING),
                never(
                        "locale",
                        "changes everybody's language",
                        DEFAULTS,
                        prey -> Tries.done(() -> Locale.setDefault(Locale.KOREA))),
                never(
                                "time-zone",
                                "changes everybody's time zone",
                                DEFAULTS,
                                prey -> Tries.done(() -> TimeZone.setDefault(TimeZone.getTimeZone("GMT+9"))))
                        .or(NOTHING),
                never(
                        "provider",
                        "adds a provider of cryptography",
                        DEFAULTS,
                        prey -> Security.addProvider(new Fake())),
                never(
                        "remove-provider",
                        "takes a provider of cryptography away",
                        DEFAULTS,
                        prey -> Tries.done(() -> Security.removeProvider("SUN"))),
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
                                DEFAULTS,
                                prey -> Tries.done(() -> URL.setURLStreamHandlerFactory(protocol -> null)))
                        .or(FAILED),
                never(
                                "content-factory",
                                "reads everybody's answers",
                                DEFAULTS,
                                prey -> Tries.done(() -> URLConnection.setContentHandlerFactory(type -> null)))
                        .or(FAILED),
                never(
                        "file-names",
                        "says what files are to everybody",
                        DEFAULTS,
                        prey -> Tries.done(() -> URLConnection.setFileNameMap(name -> "x/y"))),
                never(
                                "driver",
                                "takes a database driver away",
                                DEFAULTS,
                                prey -> Tries.done(() -> DriverManager.deregisterDriver(
                                        DriverManager.drivers().findFirst().orElse(null))))
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
                never(
                        "beans",
                        "changes how everybody's beans are looked at",
                        DEFAULTS,
                        prey -> Tries.done(() -> java.beans.Introspector.setBeanInfoSearchPath(new String[] {"x"}))),
                never(
                        "editors",
                        "changes everybody's property editors",
                        DEFAULTS,
                        prey -> Tries.done(
                                () -> java.beans.PropertyEditorManager.registerEditor(String.class, Object.class))),
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
                        .or(FAILED),
                never(
                        "object-replacement",
                        "replaces objects while they are written",
                        GUARDS,
                        prey -> new Replacing().size()),
                never(
                                "manager",
                                "takes the security manager away",
                                GUARDS,
                                prey -> Tries.done(() -> System.setSecurityManager(null)))
                        .or(FAILED),
                never(
                                "policy-set",
                                "sets a policy that allows everything",
                                GUARDS,
                                prey -> Tries.done(() -> Policy.setPolicy(new Lax())))
                        .or(FAILED),
                never("policy-get", "asks for the policy", GUARDS, prey -> Policy.getPolicy())
                        .or(FAILED),
                never(
                        "privileged",
                        "reads a file as a privileged action",
                        "it is the plugin's own code that asks",
                        prey -> AccessController.doPrivileged(
                                (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey))),
                never(
                        "context-of-nobody",
                        "reads a file in a context without domains",
                        "it is the plugin's own code that asks",
                        prey -> AccessController.doPrivileged(
                                (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey),
                                new AccessControlContext(new ProtectionDomain[0]))),
                never(
                        "context-of-all",
                        "reads a file in a context that allows all",
                        "it is the plugin's own code that asks",
                        prey -> AccessController.doPrivileged(
                                (PrivilegedExceptionAction<String>) () -> Tries.readSecret(prey),
                                new AccessControlContext(new ProtectionDomain[] {trusted()}))),
                never(
                        "combiner",
                        "puts together a context of its own making",
                        GUARDS,
                        prey -> new AccessControlContext(AccessController.getContext(), (current, assigned) -> null)),
                never(
                                "subject",
                                "acts as somebody else",
                                GUARDS,
                                prey -> javax.security.auth.Subject.doAs(
                                        new javax.security.auth.Subject(),
                                        (PrivilegedAction<String>) () -> "somebody else"))
                        .or(NOTHING),
                never(
                                "forged-denial",
                                "a permission of its own that implies all",
                                "it is the plugin's own code that asks",
                                Runtimes::everything)
                        .or(NOTHING),
                never(
                        "domain",
                        "asks who protects a class of the platform",
                        GUARDS,
                        prey -> prey.context().getClass().getProtectionDomain()),
                never(
                                "finalizer",
                                "reads a file when it is finalized",
                                "it is the plugin's own code that asks",
                                Runtimes::finalized)
                        .or(NOTHING),
                never(
                                "cleaner",
                                "reads a file when it is cleaned up",
                                "it is the plugin's own code that asks",
                                Runtimes::cleaned)
                        .or(NOTHING));
    }

    private static ProtectionDomain trusted() {
        Permissions all = new Permissions();
        all.add(new AllPermission());
        return new ProtectionDomain(null, all);
    }

    private static Object everything(Prey prey) {
        ProtectionDomain own = Runtimes.class.getProtectionDomain();
        return own.implies(new AllPermission()) ? own : null;
    }

    private static Object finalized(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        Finalized.make(prey, result);
        for (int i = 0; i < 20 && !result.isDone(); i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Tries.await(result);
    }

    private static Object cleaned(Prey prey) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        java.lang.ref.Cleaner.create()
                .register(new Object(), () -> Tries.complete(result, () -> Tries.readSecret(prey)));
        for (int i = 0; i < 20 && !result.isDone(); i++) {
            System.gc();
            Thread.sleep(50);
        }
        return Tries.await(result);
    }

    private static final class Finalized {
        private final Prey prey;
        private final CompletableFuture<String> result;

        private Finalized(Prey prey, CompletableFuture<String> result) {
            this.prey = prey;
            this.result = result;
        }

        static void make(Prey prey, CompletableFuture<String> result) {
            new Finalized(prey, result);
        }

        @Override
        @SuppressWarnings("Finalize")
        protected void finalize() {
            Tries.complete(result, () -> Tries.readSecret(prey));
        }
    }

    private static final class Fake extends Provider {
        private static final long serialVersionUID = 1L;

        Fake() {
            super("Fake", "1", "");
        }
    }

    private static final class Lax extends Policy {
        @Override
        public PermissionCollection getPermissions(CodeSource source) {
            return new Permissions();
        }

        @Override
        public boolean implies(ProtectionDomain domain, Permission permission) {
            return true;
        }
    }

    private static final class Replacing extends java.io.ObjectOutputStream {
        Replacing() throws java.io.IOException {
            super(new ByteArrayOutputStream());
            enableReplaceObject(true);
        }

        int size() {
            return 1;
        }
    }
}
