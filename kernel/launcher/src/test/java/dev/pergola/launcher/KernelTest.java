package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import ch.qos.logback.classic.Level;
import dev.pergola.launcher.bundle.FailedConditionActivator;
import dev.pergola.launcher.bundle.HangingStopActivator;
import dev.pergola.launcher.bundle.ReadyActivator;
import dev.pergola.launcher.bundle.StoppingActivator;
import dev.pergola.launcher.bundle.TalkingActivator;
import dev.pergola.launcher.bundle.ThrowingActivator;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.condition.Condition;

@Timeout(60)
class KernelTest {
    private static final String[] SCR = {"org.apache.felix.scr", "org.osgi.service.component", "org.osgi.util"};

    @TempDir
    Path folder;

    private Settings.Builder settings() {
        return Settings.builder(folder)
                .set(ConfigurationKeys.HTTP_PORT, 0)
                .set(ConfigurationKeys.KERNEL_START_TIMEOUT, Duration.ofSeconds(30));
    }

    private Path ready() {
        return TestBundle.named("ready", ReadyActivator.class).writeTo(folder.resolve("b/ready.jar"));
    }

    private Path bundle(String name, Class<?>... classes) {
        return TestBundle.named(name, classes).writeTo(folder.resolve("b/" + name + ".jar"));
    }

    private static Bundle find(Kernel kernel, String symbolicName) {
        return Arrays.stream(kernel.context().getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
    }

    private static LauncherException failureOf(Kernel.Builder builder) {
        LauncherException failure = catchThrowableOfType(LauncherException.class, builder::start);
        assertThat(failure).isNotNull();
        return failure;
    }

    @Test
    void startsTheListedBundlesAndStops() throws IOException {
        Files.createDirectories(folder.resolve("lib/bundles"));
        for (Path file : TestBundle.real(SCR)) Files.copy(file, folder.resolve("lib/bundles/" + file.getFileName()));
        TestBundle.named("ready", ReadyActivator.class).writeTo(folder.resolve("lib/bundles/ready.jar"));
        TestBundle.named("left.out", ThrowingActivator.class).writeTo(folder.resolve("lib/bundles/left-out.jar"));
        BundleContext context;
        try (Kernel kernel = Kernel.builder(settings()
                        .set(ConfigurationKeys.KERNEL_BUNDLES_EXCLUDE, List.of("left-*"))
                        .build())
                .start()) {
            context = kernel.context();
            assertThat(kernel.address()).contains("http://127.0.0.1:0");
            assertThat(context.getBundles()).hasSize(TestBundle.real(SCR).size() + 2);
            assertThat(context.getBundles()).allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
            assertThat(InstanceLock.isHeld(folder.resolve("data"))).isTrue();
        }
        assertThatThrownBy(context::getBundles).isInstanceOf(IllegalStateException.class);
        assertThat(InstanceLock.isHeld(folder.resolve("data"))).isFalse();
    }

    /** Jetty, Gogo and what they need: the real bundles of the platform's foundation. */
    @Test
    void startsTheFoundationOfThePlatform() throws Exception {
        try (Kernel kernel = Kernel.builder(settings()
                        .set(ConfigurationKeys.KERNEL_PROPERTIES, List.of())
                        .build())
                .onlyBundles(TestBundle.real(""))
                .bundle(ready())
                .property("org.osgi.service.http.port", "0")
                .property("org.apache.felix.http.host", "127.0.0.1")
                .start()) {
            ServiceReference<?>[] jetty = kernel.context()
                    .getAllServiceReferences("org.osgi.service.servlet.runtime.HttpServiceRuntime", null);
            String endpoint = ((String[]) jetty[0].getProperty("osgi.http.endpoint"))[0];
            HttpResponse<String> response = HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(URI.create(endpoint)).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(404);
            ServiceReference<?> gogo =
                    kernel.context().getServiceReference("org.apache.felix.service.command.CommandProcessor");
            assertThat(gogo).isNotNull();
        }
    }

    /** Nothing listens anywhere before the platform's own bundle says where. */
    @Test
    void jettyDoesNotListenOnItsOwn() {
        try (Kernel kernel = Kernel.builder(settings().build())
                .onlyBundles(TestBundle.real(""))
                .bundle(ready())
                .start()) {
            assertThat(kernel.context().getServiceReference("org.osgi.service.servlet.runtime.HttpServiceRuntime"))
                    .isNull();
        }
    }

    @Test
    void bundlesSeeTheSettings() {
        Settings settings = settings().set(ConfigurationKeys.PLUGIN_DEBUG, true).build();
        try (Kernel kernel = Kernel.builder(settings)
                .onlyBundles(List.of(ready()))
                .property("own", "mine")
                .start()) {
            BundleContext context = find(kernel, "ready").getBundleContext();
            assertThat(context.getProperty("pergola.home")).isEqualTo(folder.toString());
            assertThat(context.getProperty("pergola.data"))
                    .isEqualTo(folder.resolve("data").toString());
            assertThat(context.getProperty("pergola.version")).startsWith("1.0.0");
            assertThat(context.getProperty("pergola.engine.version")).isEqualTo("1.0.0");
            assertThat(context.getProperty("pergola.plugins.debug")).isEqualTo("true");
            assertThat(context.getProperty("own")).isEqualTo("mine");
        }
    }

    @Test
    void offersTheEngineAndSlf4jAtBothVersions() {
        Path both = TestBundle.named("both", TalkingActivator.class)
                .header("Import-Package", "org.osgi.framework,org.slf4j;version=\"[1.7,2)\",ch.qos.logback.classic")
                .header("Require-Capability", "pergola.engine;filter:=\"(&(version>=1.0)(!(version>=2.0)))\"")
                .writeTo(folder.resolve("b/both.jar"));
        Path modern = TestBundle.named("modern", TalkingActivator.class)
                .header("Import-Package", "org.osgi.framework,org.slf4j;version=\"[2,3)\"")
                .writeTo(folder.resolve("b/modern.jar"));
        try (LogCapture log = LogCapture.of("test.talking", Level.INFO);
                Kernel kernel = Kernel.builder(settings().build())
                        .onlyBundles(List.of(both, modern, ready()))
                        .start()) {
            assertThat(log.lines())
                    .containsExactly("WARN test.talking: hello from both", "WARN test.talking: hello from modern");
            assertThat(find(kernel, "both")
                            .adapt(BundleWiring.class)
                            .getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE))
                    .anyMatch(wire ->
                            wire.getCapability().getAttributes().get("version").equals(Version.parseVersion("1.7.36")));
        }
    }

    @Test
    void severalVersionsOfABundleLiveSideBySide() {
        Path first = bundle("twice");
        Path second =
                TestBundle.named("twice").header("Bundle-Version", "2.0.0").writeTo(folder.resolve("b/second.jar"));
        Path third = TestBundle.named("twice").writeTo(folder.resolve("b/third.jar"));
        try (Kernel kernel = Kernel.builder(settings().build())
                .onlyBundles(List.of(first, second, third, ready()))
                .start()) {
            assertThat(kernel.context().getBundles())
                    .filteredOn(bundle -> bundle.getSymbolicName().equals("twice"))
                    .hasSize(3)
                    .allMatch(bundle -> bundle.getState() == Bundle.ACTIVE);
        }
    }

    @Test
    void installsFromPathsWithOddNames() {
        Path odd = TestBundle.named("ready", ReadyActivator.class).writeTo(folder.resolve("a b+c%20#?/ready.jar"));
        try (Kernel kernel =
                Kernel.builder(settings().build()).onlyBundles(List.of(odd)).start()) {
            assertThat(find(kernel, "ready").getState()).isEqualTo(Bundle.ACTIVE);
        }
    }

    @Test
    void tellsTheBundlesThatItWasAnnounced() throws Exception {
        try (Kernel kernel =
                Kernel.builder(settings().build()).onlyBundles(List.of(ready())).start()) {
            String filter = "(osgi.condition.id=pergola.ready.kernel)";
            assertThat(kernel.context().getServiceReferences(Condition.class, filter))
                    .isEmpty();
            kernel.announceReady();
            assertThat(kernel.context().getServiceReferences(Condition.class, filter))
                    .hasSize(1);
        }
    }

    @Test
    void passesFrameworkPropertiesOn() {
        try (Kernel kernel = Kernel.builder(settings()
                        .set(ConfigurationKeys.KERNEL_PROPERTIES, List.of("own.name=a=b", "other="))
                        .build())
                .onlyBundles(List.of(ready()))
                .start()) {
            assertThat(kernel.context().getProperty("own.name")).isEqualTo("a=b");
            assertThat(kernel.context().getProperty("other")).isEmpty();
        }
    }

    @Test
    void withoutHttpNeitherItsBundlesNorItsConditionAreNeeded() {
        Path http = bundle("http", ThrowingActivator.class);
        Settings settings = settings()
                .set(ConfigurationKeys.HTTP_ENABLED, false)
                .set(ConfigurationKeys.HTTP_BUNDLES, List.of("http.*"))
                .set(ConfigurationKeys.READY_CONDITIONS, List.of("http"))
                .build();
        try (Kernel kernel = Kernel.builder(settings).onlyBundles(List.of(http)).start()) {
            assertThat(kernel.address()).isEmpty();
            assertThat(find(kernel, "http").getState()).isEqualTo(Bundle.INSTALLED);
        }
    }

    @Test
    void aBundleThatDoesNotResolveIsNamedWithWhatItLacks() {
        Path lacking = TestBundle.named("lacking")
                .header("Import-Package", "not.there;version=\"[1,2)\"")
                .writeTo(folder.resolve("b/lacking.jar"));
        Path throwing = bundle("throwing", ThrowingActivator.class);
        Settings settings = settings().build();
        LauncherException failure =
                failureOf(Kernel.builder(settings).onlyBundles(List.of(lacking, throwing, ready())));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED);
        assertThat(failure)
                .hasMessageStartingWith("These bundles do not start:")
                .hasMessageContaining("lacking 1.0.0: ")
                .hasMessageContaining("(osgi.wiring.package=not.there)")
                .hasMessageContaining("throwing 1.0.0: ")
                .hasMessageContaining("no fuel")
                .hasMessageContaining("the tank is empty");
        // Nothing is left running, and the folder is free for the next attempt.
        Kernel.builder(settings).onlyBundles(List.of(ready())).start().close();
    }

    @Test
    void aFileThatIsNoBundleIsNamed() throws IOException {
        Path broken = Files.writeString(folder.resolve("broken.jar"), "this is no zip");
        LauncherException failure =
                failureOf(Kernel.builder(settings().build()).onlyBundles(List.of(broken, folder.resolve("gone.jar"))));
        assertThat(failure)
                .hasMessageStartingWith("These bundles cannot be installed:")
                .hasMessageContaining(broken.toString())
                .hasMessageContaining("gone.jar");
        assertThat(InstanceLock.isHeld(folder.resolve("data"))).isFalse();
    }

    @Test
    void saysWhatItIsWaitingForWhenTheTimeIsUp() {
        LauncherException failure = failureOf(Kernel.builder(settings()
                        .set(ConfigurationKeys.READY_CONDITIONS, List.of("lifecycle", "http", "moon"))
                        .set(ConfigurationKeys.KERNEL_START_TIMEOUT, Duration.ofMillis(200))
                        .build())
                .onlyBundles(List.of(ready())));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED);
        assertThat(failure)
                .hasMessageContaining("Not ready after 200 ms: still waiting for moon (kernel.ready-conditions)");
        assertThat(InstanceLock.isHeld(folder.resolve("data"))).isFalse();
    }

    @Test
    void doesNotWaitForWhatHasFailed() {
        LauncherException failure = failureOf(Kernel.builder(settings().build())
                .onlyBundles(List.of(bundle("failed", FailedConditionActivator.class))));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED);
        assertThat(failure).hasMessage("http: the certificate has expired");
    }

    @Test
    void noticesThatItWasStoppedWhileItStarted() {
        LauncherException failure = failureOf(
                Kernel.builder(settings().build()).onlyBundles(List.of(bundle("stopping", StoppingActivator.class))));
        assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED);
        assertThat(failure).hasMessage("The framework was stopped while it was starting");
    }

    @Test
    void givesTheStartUpWhenCancelled() {
        LauncherException failure = failureOf(Kernel.builder(settings().build())
                .onlyBundles(List.of(bundle("nothing")))
                .cancelWhen(() -> true));
        assertThat(failure).hasMessage("The start was cancelled");
    }

    @Test
    void saysThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            LauncherException failure = failureOf(Kernel.builder(settings()
                            .set(ConfigurationKeys.HTTP_PORT, taken.getLocalPort())
                            .build())
                    .onlyBundles(List.of(ready())));
            assertThat(failure.exitCode()).isEqualTo(ExitCode.START_FAILED);
            assertThat(failure)
                    .hasMessageContaining("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageContaining("--http-port");
        }
        assertThat(failureOf(Kernel.builder(settings()
                                .set(ConfigurationKeys.HTTP_HOST, "not a host")
                                .build())
                        .onlyBundles(List.of(ready()))))
                .hasMessageContaining("http.host: \"not a host\" is no address of this machine");
    }

    @Test
    void isAloneOnItsDataFolder() {
        Settings settings = settings().build();
        try (Kernel kernel =
                Kernel.builder(settings).onlyBundles(List.of(ready())).start()) {
            assertThat(kernel).isNotNull();
            assertThat(failureOf(Kernel.builder(settings).onlyBundles(List.of(ready())))
                            .exitCode())
                    .isEqualTo(ExitCode.ALREADY_RUNNING);
        }
    }

    @Test
    void startsFromAnEmptyCacheEachTime() throws IOException {
        Settings settings = settings().build();
        Kernel.builder(settings)
                .onlyBundles(List.of(ready(), bundle("extra")))
                .start()
                .close();
        Files.writeString(folder.resolve("data/cache/bundle1/bundle.info"), "torn by a crash");
        try (Kernel kernel =
                Kernel.builder(settings).onlyBundles(List.of(ready())).start()) {
            assertThat(kernel.context().getBundles()).hasSize(2);
        }
    }

    /** As the shell's command "shutdown" does. */
    @Test
    void noticesThatItWasStoppedFromInside() throws Exception {
        Kernel kernel =
                Kernel.builder(settings().build()).onlyBundles(List.of(ready())).start();
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> {
            try {
                kernel.awaitStop();
            } catch (InterruptedException interrupted) {
                throw new IllegalStateException(interrupted);
            }
        });
        kernel.context().getBundle(0).stop();
        stopped.get(10, TimeUnit.SECONDS);
        kernel.close();
        kernel.close();
        assertThat(InstanceLock.isHeld(folder.resolve("data"))).isFalse();
    }

    @Test
    void doesNotWaitForeverForABundleThatHangs() {
        Kernel kernel = Kernel.builder(settings()
                        .set(ConfigurationKeys.KERNEL_STOP_TIMEOUT, Duration.ofMillis(100))
                        .build())
                .onlyBundles(List.of(ready(), bundle("hanging", HangingStopActivator.class)))
                .property("test.hang", "2000")
                .start();
        assertThat(kernel.stop()).isFalse();
        kernel.close();
    }

    @Test
    void whatTheFrameworkSaysGoesToTheLog() {
        try (LogCapture log = LogCapture.of("org.apache.felix.framework", Level.DEBUG);
                Kernel kernel = Kernel.builder(settings().build())
                        .onlyBundles(List.of(ready()))
                        .start()) {
            BundleContext context = kernel.context();
            context.addServiceListener(event -> {
                throw new IllegalStateException("listener broke");
            });
            context.registerService(Runnable.class, () -> {}, null);
            assertThat(log.lines()).anyMatch(line -> line.startsWith("ERROR") && line.contains("listener broke"));
        }
    }
}
