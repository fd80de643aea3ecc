package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.example.Orders;
import com.sun.net.httpserver.HttpServer;
import dev.pergola.api.AvailableResources;
import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginMetadata;
import dev.pergola.house.Door;
import dev.pergola.permissions.PluginPermission;
import dev.pergola.permissions.probe.Probe;
import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import dev.pergola.store.TrustRecords;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessControlException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionInfo;

/** What was decided is what plugins can do, on the real SecurityManager (R121, R133, R135). */
class EnforcementTest {
    @TempDir
    Path folder;

    SecureFramework felix;

    @BeforeAll
    static void javaHasASecurityManager() {
        assumeTrue(
                Runtime.version().feature() < 24,
                "Java " + Runtime.version().feature()
                        + " has no SecurityManager; there it is kernel/guard that enforces");
    }

    @BeforeEach
    void start() throws BundleException {
        felix = new SecureFramework(folder);
    }

    @AfterEach
    void stop() throws Exception {
        if (felix != null) felix.close();
    }

    private void grant(String plugin, String permission, String target) {
        grant(plugin, permission, target, Optional.empty());
    }

    private void grant(String plugin, String permission, String target, Optional<Instant> until) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        PermissionDecision decision =
                felix.core.decisions().granted(plugin, "", extent, new Bounds(until, "", "", ""), "ann");
        felix.core.decisions().record(List.of(decision), "grant", "GRANTED", "ann");
        felix.core.enforce();
    }

    private void revoke(String plugin, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .record(List.of(felix.core.decisions().refused(plugin, extent, "ann")), "revoke", "REVOKED", "ann");
        felix.core.enforce();
    }

    private void deny(String plugins, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .deny(
                        List.of(new PermissionDenial(
                                plugins,
                                extent.permission(),
                                extent.target(),
                                "",
                                "ann",
                                felix.core.decisions().now())),
                        "ann");
        felix.core.enforce();
    }

    /** A running plugin that asks for a permission and was granted it. */
    private Bundle granted(String permission, String target) throws BundleException {
        grant("a", permission, target);
        return felix.plugin(
                plugin("a", "1.0.0").requestPermission(permission, target).build());
    }

    /** Some of Java wraps it, as execution knows. */
    private static void assertDenied(Bundle bundle, String operation, Object argument) {
        assertThatThrownBy(() -> call(bundle, operation, argument))
                .satisfiesAnyOf(
                        thrown -> assertThat(thrown).isInstanceOf(SecurityException.class),
                        thrown -> assertThat(thrown).hasRootCauseInstanceOf(SecurityException.class));
    }

    private Path file(String name) throws Exception {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "content of " + name);
    }

    @Test
    void aPluginWithoutGrantsHasItsOwnFolderAndNothingElse() throws Throwable {
        Bundle bundle = felix.plugin(plugin("a", "1.0.0").build());
        Path other = file("outside.txt");
        assertThat(call(bundle, "write", felix.dataOf("a").resolve("x.txt"))).isNotNull();
        assertThat(call(bundle, "read", felix.dataOf("a").resolve("x.txt"))).isEqualTo("written");
        assertThat(call(bundle, "make-folder", felix.dataOf("a").resolve("deep/er")))
                .isNotNull();
        assertThat(call(bundle, "delete", felix.dataOf("a").resolve("x.txt"))).isEqualTo(true);
        assertThat(call(bundle, "executor", "")).isEqualTo("shut down");
        assertThat(call(bundle, "property", "java.version")).isEqualTo(System.getProperty("java.version"));

        assertDenied(bundle, "read", other);
        assertDenied(bundle, "read-stream", other);
        assertDenied(bundle, "write", other);
        assertDenied(bundle, "delete", other);
        assertDenied(bundle, "read", felix.dataOf("a").resolve("../../../../outside.txt"));
        assertDenied(bundle, "read", felix.dataOf("b").resolve("x.txt"));
        assertDenied(bundle, "symlink", felix.dataOf("a").resolve("link"));
        assertDenied(bundle, "exec", "/bin/true");
        assertDenied(bundle, "exec", "true");
        assertDenied(bundle, "connect", "127.0.0.1:9");
        assertDenied(bundle, "listen", "0");
        assertDenied(bundle, "property", "user.home");
        assertDenied(bundle, "set-property", "java.version");
        assertDenied(bundle, "environment", "PATH");
        assertDenied(bundle, "reflect", "SECRET");
        assertDenied(bundle, "loader", "");
        assertDenied(bundle, "library", "net");
        assertDenied(bundle, "all-stacks", "");
        assertDenied(bundle, "exit", "");
        assertDenied(bundle, "no-manager", "");
    }

    @Test
    void filesAreReadWhereThatWasGrantedAndWrittenOnlyWhereThatWas() throws Throwable {
        Path in = file("in/a.txt");
        Path deeper = file("in/deep/a.txt");
        Path beside = file("inside/a.txt");
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", in)).isEqualTo("content of in/a.txt");
        assertThat(call(bundle, "read-stream", deeper)).isEqualTo("content of in/deep/a.txt");
        assertDenied(bundle, "read", beside);
        assertDenied(bundle, "read", folder.resolve("in/../inside/a.txt"));
        assertDenied(bundle, "write", in);
        assertDenied(bundle, "delete", in);

        revoke("a", "filesystem.read", folder.resolve("in") + "/**");
        assertDenied(bundle, "read", in);
    }

    @Test
    void aFolderAloneIsNotWhatIsBelow() throws Throwable {
        Path in = file("in/a.txt");
        Path deeper = file("in/deep/a.txt");
        Bundle bundle = granted("filesystem.write", folder.resolve("in") + "/*");
        assertThat(call(bundle, "write", in)).isNotNull();
        assertDenied(bundle, "write", deeper);
    }

    @Test
    void whatIsGrantedAndNotDeclaredHasNoEffect() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        grant("a", "filesystem.read", "*");
        grant("a", "system.exec", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", other);
        assertDenied(bundle, "exec", "/bin/true");
    }

    @Test
    void whatTheOperatorDeniesNoGrantAllows() throws Throwable {
        Path in = file("in/a.txt");
        Path secret = file("in/secret/a.txt");
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", secret)).isNotNull();
        deny("*", "filesystem.read", folder.resolve("in/secret") + "/**");
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", secret);
        grant("a", "filesystem.read", folder.resolve("in/secret") + "/**");
        assertDenied(bundle, "read", secret);
        deny("b*", "filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", in)).isNotNull();
        deny("a*", "filesystem.read", "*");
        assertDenied(bundle, "read", in);
    }

    @Test
    void aGrantUntilSomeTimeEndsByItself() throws Throwable {
        Path in = file("in/a.txt");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertDenied(bundle, "read", in);
        Instant end = Instant.now().plusMillis(1_500);
        grant("a", "filesystem.read", folder.resolve("in") + "/**", Optional.of(end));
        assertThat(call(bundle, "read", in)).isNotNull();
        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> assertDenied(bundle, "read", in));
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void everyFileOfTheMachineDoesNotMeanThePlatforms() throws Throwable {
        Path out = file("out.txt");
        grant("a", "filesystem.read", "*");
        grant("a", "filesystem.write", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", "*")
                .requestPermission("filesystem.write", "*")
                .build());
        Path token = Files.writeString(felix.data.resolve("admin.token"), "secret");
        assertThat(call(bundle, "read", out)).isNotNull();
        assertThat(call(bundle, "write", out)).isNotNull();
        assertThat(call(bundle, "write", felix.dataOf("a").resolve("own.txt"))).isNotNull();
        assertDenied(bundle, "read", token);
        assertDenied(bundle, "write", felix.data.resolve("cache/bundle.info"));
        assertDenied(bundle, "write", felix.home.resolve("lib.jar"));
        assertDenied(bundle, "write", felix.home.resolveSibling("plugins").resolve("mine.jar"));
        assertDenied(bundle, "read", felix.dataOf("b").resolve("x.txt"));
    }

    @Test
    void connectionsGoToTheHostAndPortThatWereGranted() throws Throwable {
        try (ServerSocket one = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Bundle bundle = granted("network.socket", "localhost:" + one.getLocalPort());
            assertThat(call(bundle, "connect", "localhost:" + one.getLocalPort()))
                    .isEqualTo("connected " + one.getLocalPort());
            assertDenied(bundle, "connect", "localhost:" + other.getLocalPort());
            revoke("a", "network.socket", "localhost:" + one.getLocalPort());
            assertDenied(bundle, "connect", "localhost:" + one.getLocalPort());
        }
    }

    @Test
    void httpGoesToTheHostAndPortThatWereGrantedByEitherClient() throws Throwable {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "localhost:" + server.getAddress().getPort();
            Bundle bundle = granted("network.http", address);
            assertThat(call(bundle, "http", "http://" + address + "/a/b?c")).isEqualTo("status 204");
            assertThat(call(bundle, "http-client", "http://" + address + "/a/b?c"))
                    .isEqualTo("status 204");
            assertDenied(bundle, "http", "http://localhost:9/");
            assertDenied(bundle, "http-client", "http://localhost:9/");
            revoke("a", "network.http", address);
            assertDenied(bundle, "http", "http://" + address + "/");
            assertDenied(bundle, "http-client", "http://" + address + "/");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anyHostIsAnyHost() throws Throwable {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Bundle bundle = granted("network.http", "*");
            String address = "localhost:" + server.getAddress().getPort();
            assertThat(call(bundle, "http-client", "http://" + address + "/")).isEqualTo("status 204");
            assertThat(call(bundle, "http", "http://" + address + "/")).isEqualTo("status 204");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortIsOpenedWhereThatWasGranted() throws Throwable {
        Bundle bundle = granted("network.listen", "20000-30000");
        int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
        assertThat(call(bundle, "listen", port)).isEqualTo("listening " + port);
        assertDenied(bundle, "listen", "19999");
    }

    @Test
    void programsAreStartedByTheirPath() throws Throwable {
        Bundle bundle = granted("system.exec", "/bin/true");
        assertThat(call(bundle, "exec", "/bin/true")).isEqualTo(0);
        assertDenied(bundle, "exec", "/bin/false");
        assertDenied(bundle, "exec", "true");
    }

    @Test
    void propertiesVariablesReflectionThreadsAndLoadersAreGrantedOneByOne() throws Throwable {
        grant("a", "system.properties", "user.*");
        grant("a", "system.environment", "PATH");
        grant("a", "reflection.deep", "");
        grant("a", "threads.manage", "");
        grant("a", "classes.define", "");
        PluginBuilder builder = plugin("a", "1.0.0");
        builder.requestPermission("system.properties", "user.home");
        builder.requestPermission("system.environment", "*");
        for (String name : List.of("reflection.deep", "threads.manage", "classes.define")) {
            builder.requestPermission(name, "");
        }
        Bundle bundle = felix.plugin(builder.build());
        assertThat(call(bundle, "property", "user.home")).isEqualTo(System.getProperty("user.home"));
        assertDenied(bundle, "property", "user.name");
        assertThat(call(bundle, "environment", "PATH")).isEqualTo(System.getenv("PATH"));
        assertDenied(bundle, "environment", "HOME");
        assertThat(call(bundle, "reflect", "SECRET")).isEqualTo("not for others");
        assertThat(call(bundle, "all-stacks", "")).isNotEqualTo(0);
        assertThat(call(bundle, "loader", "")).isEqualTo("java.net.URLClassLoader");
        assertDenied(bundle, "exit", "");
    }

    /** The classes that are looked for are on the class path of the framework too, and have to come by import. */
    @Test
    void onlyTheSdkAndSpecificationsCanBeImported() throws Throwable {
        Bundle fine =
                felix.plugin(plugin("a", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.api");
        assertThat(call(fine, "load", "dev.pergola.api.PluginContext")).isEqualTo("dev.pergola.api.PluginContext");
        assertThatThrownBy(() -> felix.plugin(
                        plugin("b", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.house"))
                .isInstanceOf(BundleException.class)
                .hasMessageContaining("dev.pergola.house");
        assertThatThrownBy(() -> felix.plugin(
                        plugin("c", "1.0.0").build(), "Import-Package", "org.osgi.framework,ch.qos.logback.classic"))
                .isInstanceOf(BundleException.class);
        grant("d", "package.import", "ch.qos.logback.classic");
        assertThat(felix.plugin(
                                plugin("d", "1.0.0")
                                        .requestPermission("package.import", "ch.qos.logback.*")
                                        .build(),
                                "Import-Package",
                                "org.osgi.framework,ch.qos.logback.classic")
                        .getState())
                .isEqualTo(Bundle.ACTIVE);
        Bundle provider = felix.plugin(
                plugin("e", "1.0.0").build(), "Export-Package", "dev.pergola.permissions.probe;version=1.0");
        Bundle user = felix.install(
                "pergola:library/f/1.0.0/0123456789ab/99",
                Map.of("Bundle-SymbolicName", "f", "Import-Package", "dev.pergola.permissions.probe"),
                List.of());
        user.start();
        assertThat(provider.getState()).isEqualTo(Bundle.ACTIVE);
    }

    @Test
    void aPluginCannotPassItsPackagesOffAsTheSdks() throws Throwable {
        felix.plugin(plugin("a", "1.0.0").build(), "Export-Package", "dev.pergola.api;version=9.0");
        Bundle user = felix.plugin(
                plugin("b", "1.0.0").build(), "Import-Package", "org.osgi.framework,dev.pergola.api;version=\"[1,2)\"");
        assertThat(user.getState()).isEqualTo(Bundle.ACTIVE);
        assertThatThrownBy(() -> felix.plugin(
                        plugin("c", "1.0.0").build(),
                        "Import-Package",
                        "org.osgi.framework,dev.pergola.api;version=\"[9,10)\""))
                .isInstanceOf(BundleException.class);
    }

    @Test
    void fragmentsAttachToNobody() throws Throwable {
        Bundle onPlatform = felix.install(
                "pergola:library/f/1.0.0/0123456789ab/90",
                Map.of("Bundle-SymbolicName", "f", "Fragment-Host", "dev.pergola.house"),
                List.of());
        Bundle onPlugin = felix.install(
                "pergola:library/g/1.0.0/0123456789ab/91",
                Map.of("Bundle-SymbolicName", "g", "Fragment-Host", "a"),
                List.of());
        Bundle required = felix.install(
                "pergola:library/h/1.0.0/0123456789ab/92",
                Map.of("Bundle-SymbolicName", "h", "Require-Bundle", "dev.pergola.house"),
                List.of());
        felix.plugin(plugin("a", "1.0.0").build());
        felix.framework.adapt(org.osgi.framework.wiring.FrameworkWiring.class).resolveBundles(null);
        assertThat(onPlatform.getState()).isEqualTo(Bundle.INSTALLED);
        assertThat(onPlugin.getState()).isEqualTo(Bundle.INSTALLED);
        assertThatThrownBy(required::start).isInstanceOf(BundleException.class);
    }

    @Test
    void servicesOfTheSdkAreForAllAndThoseOfThePlatformForNobody() throws Throwable {
        AvailableResources resources = new AvailableResources(1, 2, 3, 4);
        felix.framework.getBundleContext().registerService(AvailableResources.class, resources, null);
        felix.framework.getBundleContext().registerService(Door.class, new Door("door"), null);
        felix.framework.getBundleContext().registerService(Orders.class, new Orders("orders"), null);
        grant("a", "service.get", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("service.get", "com.example.*")
                .requestPermission("service.get", "dev.pergola.house.*")
                .requestPermission("service.get", "org.osgi.*")
                .build());
        assertThat(call(bundle, "get", "com.example.Orders")).isEqualTo(new Orders("orders").toString());
        assertThat(tried(bundle, "get", "dev.pergola.house.Door")).isIn("nothing", "denied");
        assertThat(tried(bundle, "table", "")).isIn("nothing", "denied");
        Bundle other = felix.plugin(plugin("b", "1.0.0").build());
        assertThat(tried(other, "get", "com.example.Orders")).isIn("nothing", "denied");
        assertThat(tried(other, "get", AvailableResources.class.getName())).isEqualTo(resources.toString());
    }

    private static Object tried(Bundle bundle, String operation, String argument) throws Throwable {
        try {
            return call(bundle, operation, argument);
        } catch (SecurityException e) {
            return "denied";
        }
    }

    @Test
    void servicesAreOfferedUnderOnesOwnNamesAndNotThePlatforms() throws Throwable {
        Bundle bundle = felix.plugin(
                plugin("a", "1.0.0").build(),
                "Import-Package",
                "org.osgi.framework,dev.pergola.api,org.osgi.framework.hooks.resolver");
        assertThat(call(bundle, "register", "dev.pergola.permissions.probe.Probe"))
                .isEqualTo("registered");
        assertDenied(bundle, "register", "org.osgi.framework.hooks.resolver.ResolverHookFactory");
        assertDenied(bundle, "register", "dev.pergola.api.PluginContext");
        assertDenied(bundle, "register", "java.lang.Runnable");
        assertThat(tried(bundle, "get", "dev.pergola.permissions.probe.Probe")).isNotIn("nothing", "denied");

        // Those of a plugin that it says it needs, and of no other.
        PluginMetadata dependent =
                plugin("b", "1.0.0").dependsOn("a", "[1,2)").build().metadata();
        Bundle friend = felix.plugin(dependent, "Import-Package", "org.osgi.framework");
        Bundle stranger = felix.plugin(plugin("c", "1.0.0").build());
        assertThat(tried(friend, "get", "dev.pergola.permissions.probe.Probe")).isNotEqualTo("denied");
        assertThat(referenceOf(friend)).isTrue();
        assertThat(referenceOf(stranger)).isFalse();
    }

    private static boolean referenceOf(Bundle bundle) throws Exception {
        return bundle.hasPermission(new org.osgi.framework.ServicePermission(
                bundle.getBundleContext()
                        .getBundle(0)
                        .getBundleContext()
                        .getAllServiceReferences("dev.pergola.permissions.probe.Probe", null)[0],
                "get"));
    }

    @Test
    void localPermissionsOfABundleNarrowWhatItWasGranted() throws Throwable {
        Path in = file("in/a.txt");
        PluginMetadata metadata = plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build()
                .metadata();
        grant("a", "filesystem.read", folder.resolve("in") + "/**");
        String location = "pergola:plugin/a/1.0.0/0123456789ab/70";
        felix.core.admit(Optional.of(metadata), "digest", location);
        byte[] jar = SecureFramework.jar(
                Map.of("Bundle-SymbolicName", "a", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class),
                Map.of(
                        "OSGI-INF/permissions.perm",
                        "(org.osgi.framework.PackagePermission \"*\" \"import\")\n"
                                + "(java.util.PropertyPermission \"java.version\" \"read\")\n"));
        Bundle bundle =
                felix.framework.getBundleContext().installBundle(location, new java.io.ByteArrayInputStream(jar));
        bundle.start();
        assertThat(call(bundle, "property", "java.version")).isNotNull();
        assertDenied(bundle, "read", in);
    }

    @Test
    void aLibraryMayDoWhatAnyPluginWasGrantedAndIsDeniedWhatAllAre() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        Bundle library = felix.install(
                "pergola:library/l/1.0.0/0123456789ab/80",
                Map.of("Bundle-SymbolicName", "l", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class));
        library.start();
        assertDenied(library, "read", in);
        Bundle plugin = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(library, "read", in)).isNotNull();
        assertThat(call(library, "write", felix.dataOf("a").resolve("x.txt"))).isNotNull();
        assertDenied(library, "read", other);
        deny("*", "filesystem.read", folder.resolve("in") + "/**");
        assertDenied(library, "read", in);
        felix.core.decisions().undeny(felix.core.decisions().book().denials().get(0), "ann");
        felix.core.enforce();
        assertThat(call(library, "read", in)).isNotNull();
        felix.core.dismiss(plugin.getLocation());
        assertDenied(library, "read", in);
    }

    /** Two versions side by side each have what they themselves ask for. */
    @Test
    void eachVersionHasWhatItDeclares() throws Throwable {
        Path in = file("in/a.txt");
        grant("a", "filesystem.read", folder.resolve("in") + "/**");
        Bundle old = felix.plugin(plugin("a", "1.0.0").build());
        Bundle young = felix.plugin(plugin("a", "2.0.0")
                .requestPermission("filesystem.read", in.toString())
                .build());
        assertDenied(old, "read", in);
        assertThat(call(young, "read", in)).isNotNull();
    }

    @Test
    void aPermissionThatAPluginBringsIsWhatWasGrantedToo() throws Throwable {
        felix.plugin(
                plugin("payments", "1.0.0").build(),
                "Provide-Capability",
                "pergola.permission.definition;name=\"payments.refund\";risk=medium;sentence=\"Pay back {target}\"");
        Bundle bundle = granted("payments.refund", "small.*");
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "small.one")))
                .isTrue();
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "large")))
                .isFalse();
        assertThat(felix.core.check("a", "payments.refund", "small.one")).isTrue();
        assertThat(felix.core.check("a", "payments.refund", "large")).isFalse();
        revoke("a", "payments.refund", "small.*");
        assertThat(bundle.hasPermission(new PluginPermission("payments.refund", "small.one")))
                .isFalse();
    }

    @Test
    void whatWasDeniedIsExplainedWithWhatToDo() throws Throwable {
        Path in = file("in/a.txt");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0").build());
        assertThatThrownBy(() -> call(bundle, "read", in))
                .isInstanceOfSatisfying(
                        AccessControlException.class,
                        denied -> assertThat(felix.core.explainDenied("a", denied.getPermission()))
                                .contains("plugin a")
                                .contains("@RequiresPermission(value = \"filesystem.read\", target = \"" + in + "\")")
                                .contains("permission:grant a filesystem.read " + in));
        assertThatThrownBy(() -> call(bundle, "exit", ""))
                .isInstanceOfSatisfying(
                        AccessControlException.class,
                        denied -> assertThat(felix.core.explainDenied("a", denied.getPermission()))
                                .contains("No permission gives it to a plugin"));
    }

    @Test
    void rowsAreWrittenWhoeverElseWritesMeanwhile() throws Throwable {
        AtomicBoolean busy = new AtomicBoolean(true);
        Thread other = new Thread(() -> {
            for (int i = 0; busy.get(); i++) {
                ConditionalPermissionUpdate update = felix.admin.newConditionalPermissionUpdate();
                update.getConditionalPermissionInfos()
                        .removeIf(row -> row.getName().equals("somebody"));
                update.getConditionalPermissionInfos()
                        .add(felix.admin.newConditionalPermissionInfo(
                                "somebody", null, new PermissionInfo[0], ConditionalPermissionInfo.ALLOW));
                update.commit();
                LockSupport.parkNanos(1_000_000);
            }
        });
        other.start();
        try {
            for (int i = 0; i < 20; i++) {
                grant("a", "network.socket", "host" + i + ".example.com:443");
                felix.core.admit(
                        Optional.of(plugin("p" + i, "1.0.0").build().metadata()),
                        "digest",
                        "pergola:plugin/p" + i + "/1.0.0/0123456789ab/" + i);
            }
        } finally {
            busy.set(false);
            other.join();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(rows()).contains("permissions:pergola:plugin/p" + i + "/1.0.0/0123456789ab/" + i);
        }
        assertThat(rows()).contains("kernel platform", "somebody").doesNotHaveDuplicates();
    }

    /** Felix forgets all rows before it writes the new ones, one after the other, and takes no rows for no security. */
    @Test
    void whereTheRowsCannotBeWrittenNothingIsAllowedAndLaterTheyAre() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        Bundle bundle = granted("filesystem.read", in.toString());
        Path scratch = felix.data.resolve("cache/bundle0/security/tmp");
        Path moved = Files.move(scratch, scratch.resolveSibling("moved"));
        Files.writeString(scratch, "in the way");
        assertThatThrownBy(() -> felix.plugin(plugin("b", "1.0.0").build()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("could not be written");
        assertThat(rows()).doesNotContain("kernel platform");
        assertDenied(bundle, "read", other);
        assertDenied(bundle, "read", in);

        Files.delete(scratch);
        Files.move(moved, scratch);
        felix.core.enforce();
        assertThat(rows()).contains("kernel platform");
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", other);
    }

    @Test
    void whatNobodyAdmittedMayDoNothing() throws Throwable {
        Bundle bundle = felix.install(
                "file:/somewhere.jar",
                Map.of("Bundle-SymbolicName", "x", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class));
        assertThatThrownBy(bundle::start).isInstanceOf(BundleException.class);
    }

    @Test
    void theKernelsRowsStayAndOursGoWithTheBundles() throws Throwable {
        int before = rows().size();
        Bundle bundle = granted("network.socket", "example.com:443");
        assertThat(rows()).hasSize(before + 1).contains("kernel platform");
        assertThat(rows().get(0)).startsWith("permissions:");
        felix.core.dismiss(bundle.getLocation());
        assertThat(rows()).hasSize(before).contains("kernel platform");
    }

    /** Two hundred plugins that stop together would otherwise have the table written two hundred times. */
    @Test
    void whileEverythingStopsTheRowsAreLeftToEndWithTheFramework() throws Throwable {
        int before = rows().size();
        Bundle bundle = granted("network.socket", "example.com:443");
        felix.ending.set(true);
        felix.core.dismiss(bundle.getLocation());
        assertThat(rows()).hasSize(before + 1);

        felix.core.enforce();
        assertThat(rows()).as("whoever writes them after all leaves it out").hasSize(before);
    }

    private List<String> rows() {
        return felix.admin.newConditionalPermissionUpdate().getConditionalPermissionInfos().stream()
                .map(ConditionalPermissionInfo::getName)
                .toList();
    }

    private void grantOn(String plugin, String publisher, Bounds bounds, String permission, String target) {
        Extent extent = felix.core.vocabulary().extent(permission, target);
        felix.core
                .decisions()
                .record(
                        List.of(felix.core.decisions().granted(plugin, publisher, extent, bounds, "ann")),
                        "grant",
                        "GRANTED",
                        "ann");
        felix.core.enforce();
    }

    /** The clock that the rows are written by stands still, so that nobody takes the row away: it ends by itself. */
    @Test
    void aRowEndsAtItsDateEvenWhereNobodyWritesItAnew() throws Throwable {
        felix.close();
        Instant begin = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        felix = new SecureFramework(folder.resolve("still"), 10, Clock.fixed(begin, ZoneOffset.UTC));
        Path in = file("in/a.txt");
        Instant end = begin.plusSeconds(3);
        grant("a", "filesystem.read", folder.resolve("in") + "/**", Optional.of(end));
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertThat(felix.told.get()).as("the kernel is told when").isEqualTo(end.toEpochMilli());
        assertThat(call(bundle, "read", in)).isNotNull();
        await().atMost(Duration.ofSeconds(20)).until(() -> Instant.now().isAfter(end));
        assertDenied(bundle, "read", in);
        assertThat(rows()).anyMatch(name -> name.contains("until " + end));
    }

    @Test
    void aRowForAnotherTierOrIsolationIsThereAndDoesNotHold() throws Throwable {
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build());
        grantOn("a", "", new Bounds(Optional.empty(), "sandbox", "", ""), "filesystem.read", target);
        grantOn("a", "", new Bounds(Optional.empty(), "", "C", ""), "filesystem.read", target);
        assertThat(rows()).anyMatch(name -> name.endsWith(", in the tier sandbox"));
        assertThat(rows()).anyMatch(name -> name.endsWith(", at the isolation C"));
        assertDenied(bundle, "read", in);
        grantOn("a", "", new Bounds(Optional.empty(), "in-process", "none", ""), "filesystem.read", target);
        assertThat(call(bundle, "read", in)).isNotNull();
    }

    @Test
    void whatAPublisherWasGrantedHoldsForWhatItsKeyHasSigned() throws Throwable {
        String key = "ab".repeat(32);
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        felix.store.trust().note(new TrustRecords.SignerRecord("signed", key, "CN=Example", "", Instant.now()));
        grantOn("", key, Bounds.NONE, "filesystem.read", target);
        Bundle signed = felix.signed(
                plugin("a", "1.0.0")
                        .requestPermission("filesystem.read", target)
                        .build()
                        .metadata(),
                "signed",
                "/" + key);
        Bundle unsigned = felix.plugin(plugin("b", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build());
        // As if somebody had got the installer to believe that the same jar is not signed.
        Bundle forged = felix.signed(
                plugin("c", "1.0.0")
                        .requestPermission("filesystem.read", target)
                        .build()
                        .metadata(),
                "signed",
                "");
        assertThat(call(signed, "read", in)).isNotNull();
        assertDenied(unsigned, "read", in);
        assertDenied(forged, "read", in);

        felix.store.trust().revoke(new TrustRecords.Revocation(key, "Example", "lost", "ann", Instant.now()));
        felix.events.send("pergola/vetting/trust/REVOKED", Instant.now(), Map.of());
        assertDenied(signed, "read", in);
    }

    @Test
    void aDenialOnTermsHoldsWhereTheyAreMet() throws Throwable {
        Path in = file("in/a.txt");
        Path policy = felix.home.resolve("etc/permissions-policy");
        Files.createDirectories(policy.getParent());
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        Files.writeString(policy, "deny filesystem.read tier sandbox\ndeny filesystem.read until 2001-01-01\n");
        felix.core.enforce();
        assertThat(call(bundle, "read", in)).isNotNull();
        Files.writeString(policy, "deny filesystem.read tier in-process isolation B # at most\n");
        felix.core.enforce();
        assertDenied(bundle, "read", in);
        assertThat(felix.core.explain("a", "filesystem.read", in.toString())).contains("The site denies");
    }

    @Test
    void whatAJarLeavesOutItselfIsToldAsSuch() throws Throwable {
        Path in = file("in/a.txt");
        String target = folder.resolve("in") + "/**";
        grant("a", "filesystem.read", target);
        PluginMetadata metadata = plugin("a", "1.0.0")
                .requestPermission("filesystem.read", target)
                .build()
                .metadata();
        String location = "pergola:plugin/a/1.0.0/0123456789ab/71";
        felix.core.admit(Optional.of(metadata), "digest", location);
        byte[] jar = SecureFramework.jar(
                Map.of("Bundle-SymbolicName", "a", "Import-Package", "org.osgi.framework"),
                List.of(Probe.class),
                Map.of(
                        "OSGI-INF/permissions.perm",
                        "# only this\n(org.osgi.framework.PackagePermission \"*\" \"import\")\n(java.io.FilePermission \""
                                + in + "\" \"read\")\n"));
        Bundle bundle =
                felix.framework.getBundleContext().installBundle(location, new java.io.ByteArrayInputStream(jar));
        bundle.start();
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", file("in/b.txt"));
        assertThat(felix.core.check("a", "filesystem.read", in.toString())).isTrue();
        assertThat(felix.core.check("a", "filesystem.read", folder.resolve("in/b.txt") + ""))
                .isFalse();
        assertThat(felix.core.explain("a", "filesystem.read", folder.resolve("in/b.txt") + ""))
                .contains("it was granted, but narrowed by the jar's own OSGI-INF/permissions.perm")
                .contains("FilePermission " + folder.resolve("in/b.txt") + " read");
    }

    /** A defines a permission, B and C call A: what counts is what they were granted (R130). */
    @Test
    void aPluginMayAskWhoeverCallsItForAPermissionThatItDefines() throws Throwable {
        PluginDefinitionProbe a = define("a", "a.invoices.read");
        grant("b", "a.invoices.read", "acme");
        Bundle b = felix.plugin(plugin("b", "1.0.0")
                .requestPermission("a.invoices.read", "acme")
                .build());
        Bundle c = felix.plugin(plugin("c", "1.0.0")
                .requestPermission("a.invoices.read", "acme")
                .build());
        Runnable acme = () -> felix.core.requireOfCallers("a", "a.invoices.read", "acme");
        assertThat(a.run(acme)).as("nobody but the plugin itself").isEqualTo("ran");
        assertThat(through(b, a, acme)).isEqualTo("ran");
        assertThatThrownBy(() -> through(c, a, acme))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("The plugin c may not do this")
                .hasMessageContaining("permission:grant c a.invoices.read acme");
        assertThatThrownBy(() -> through(b, a, () -> felix.core.requireOfCallers("a", "a.invoices.read", "other")))
                .isInstanceOf(SecurityException.class)
                .hasMessageContaining("The plugin b may not do this");
        AtomicBoolean may = new AtomicBoolean(true);
        through(c, a, () -> may.set(felix.core.callersMay("a", "a.invoices.read", "acme")));
        assertThat(may).isFalse();
        through(b, a, () -> may.set(felix.core.callersMay("a", "a.invoices.read", "acme")));
        assertThat(may).isTrue();
        assertThatThrownBy(() -> felix.core.requireOfCallers("b", "a.invoices.read", "acme"))
                .as("a permission is its definer's to ask for")
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("The plugin b defines no permission");
        assertThat(felix.core.callers().wasFaultOf("a", "c")).isTrue();
        assertThat(felix.core.callers().wasFaultOf("a", "c"))
                .as("each fault counts once")
                .isFalse();
    }

    /** Runs something with the code of a plugin on the stack. */
    private interface PluginDefinitionProbe {
        Object run(Runnable work) throws Throwable;
    }

    private PluginDefinitionProbe define(String id, String permission) throws BundleException {
        Bundle bundle = felix.plugin(
                plugin(id, "1.0.0").build(),
                "Provide-Capability",
                "pergola.permission.definition;name=" + permission + ";sentence=\"Read {target}\";risk=medium");
        // Found beforehand: to look into a bundle is not the callers' to do.
        Method run = method(bundle);
        return work -> invoked(run, work);
    }

    private static Object through(Bundle caller, PluginDefinitionProbe definer, Runnable work) throws Throwable {
        return through(caller, () -> {
            try {
                definer.run(work);
            } catch (RuntimeException e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private static Object through(Bundle bundle, Runnable work) throws Throwable {
        return invoked(method(bundle), work);
    }

    private static Method method(Bundle bundle) {
        try {
            return bundle.loadClass(Probe.class.getName()).getMethod("run", Runnable.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object invoked(Method method, Runnable work) throws Throwable {
        try {
            return method.invoke(null, work);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
