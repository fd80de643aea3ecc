package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;

/** The bundle as it ships, in a framework with nothing but what it needs. */
class StoreIT {
    private static final List<String> SERVICES = List.of(
            "Transactions",
            "Installations",
            "DeploymentJournal",
            "Configurations",
            "ExecutionLog",
            "AuditLog",
            "PluginStates",
            "EventOutbox",
            "PermissionDecisions",
            "TrustRecords",
            "OverrideRecords",
            "AdvisoryRecords");

    @TempDir
    Path folder;

    @Test
    void allServicesComeUpKeepWhatTheyAreGivenAndGoAway() throws Exception {
        for (int start = 0; start < 3; start++) {
            Framework framework = start();
            try {
                long begin = System.nanoTime();
                List<Object> services = new ArrayList<>();
                for (String name : SERVICES) services.add(service(framework, name));
                System.out.printf("start %d: services up %d ms after the bundles%n", start, millisSince(begin));

                Object states = services.get(SERVICES.indexOf("PluginStates"));
                put(states, "k" + start);
                assertThat(keys(states)).hasSize(start + 1);
                assertThat(services.get(SERVICES.indexOf("Transactions"))
                                .getClass()
                                .getSimpleName())
                        .isEqualTo("Database");
            } finally {
                framework.stop();
                framework.waitForStop(20_000);
            }
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("pergola-store") && !name.contains("connection"));
        }
        assertThat(folder.resolve("data/store/pergola.mv.db")).exists();
    }

    @Test
    void theStoreCanBeStoppedAndStartedAgain() throws Exception {
        Framework framework = start();
        try {
            put(service(framework, "PluginStates"), "before");
            Bundle store = bundle(framework, "dev.pergola.store");
            store.stop();
            assertThat(reference(framework, "PluginStates")).isNull();
            store.start();
            assertThat(keys(service(framework, "PluginStates"))).containsExactly("before");
        } finally {
            framework.stop();
            framework.waitForStop(20_000);
        }
    }

    private static void put(Object states, String key) throws ReflectiveOperationException {
        states.getClass()
                .getMethod("put", String.class, String.class, Map.class, long.class)
                .invoke(states, "p", key, Map.of("n", 1), 1_000L);
    }

    @SuppressWarnings("unchecked")
    private static Iterable<Object> keys(Object states) throws ReflectiveOperationException {
        return (Iterable<Object>)
                states.getClass().getMethod("keys", String.class).invoke(states, "p");
    }

    private static Object service(Framework framework, String name) {
        ServiceReference<?> reference = await().until(() -> reference(framework, name), found -> found != null);
        return framework.getBundleContext().getService(reference);
    }

    /** Whichever the class loader: the test's own class path has the same interfaces once more. */
    private static ServiceReference<?> reference(Framework framework, String name) throws InvalidSyntaxException {
        ServiceReference<?>[] found =
                framework.getBundleContext().getAllServiceReferences("dev.pergola.store." + name, null);
        return found == null ? null : found[0];
    }

    private static Bundle bundle(Framework framework, String name) {
        for (Bundle bundle : framework.getBundleContext().getBundles()) {
            if (name.equals(bundle.getSymbolicName())) return bundle;
        }
        throw new AssertionError("No bundle " + name);
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    private Framework start() throws BundleException {
        Map<String, String> settings = new HashMap<>();
        settings.put(Constants.FRAMEWORK_STORAGE, folder.resolve("cache").toString());
        settings.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        settings.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,"
                        + "org.slf4j.spi;version=2.0.20,org.slf4j;version=1.7.36");
        settings.put("pergola.data", folder.resolve("data").toString());
        Framework framework = java.util.ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(settings);
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : System.getProperty("bundles").split(",")) {
            assertThat(Path.of(jar)).matches(Files::isRegularFile);
            bundles.add(framework
                    .getBundleContext()
                    .installBundle(Path.of(jar).toUri().toString()));
        }
        for (Bundle bundle : bundles) {
            long begin = System.nanoTime();
            bundle.start();
            if ("dev.pergola.store".equals(bundle.getSymbolicName())) {
                System.out.printf("the store's bundle took %d ms to start%n", millisSince(begin));
            }
        }
        return framework;
    }
}
