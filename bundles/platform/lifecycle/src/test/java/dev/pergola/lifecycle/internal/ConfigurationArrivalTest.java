package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.launch.Framework;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationListener;
import org.osgi.service.cm.ManagedService;

/** What was handed to the real ConfigurationAdmin has been taken up before the next call (R68). */
class ConfigurationArrivalTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    Path folder;

    private Framework framework;
    private BundleContext context;
    private ConfigurationAdmin admin;
    private ConfigurationArrival arrival;

    @BeforeEach
    void start() throws Exception {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.osgi.service.cm;version=1.6.1,org.osgi.service.log;version=1.5.0"));
        framework.start();
        context = framework.getBundleContext();
        for (String name : List.of("org.apache.felix.configadmin", "org.osgi.util.promise", "org.osgi.util.function")) {
            for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
                if (new File(jar).getName().startsWith(name + "-"))
                    context.installBundle(new File(jar).toURI().toString());
            }
        }
        for (Bundle bundle : context.getBundles()) bundle.start();
        admin = context.getService(context.getServiceReference(ConfigurationAdmin.class));
        arrival = new ConfigurationArrival(context, admin);
    }

    @AfterEach
    void stop() throws Exception {
        arrival.close();
        framework.stop();
        framework.waitForStop(10_000);
    }

    private void set(int value) throws Exception {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put("value", value);
        admin.getConfiguration("sample", "?").update(properties);
    }

    @Test
    void whoeverIsSlowToTakeItUpIsWaitedFor() throws Exception {
        AtomicInteger listener = new AtomicInteger();
        AtomicInteger service = new AtomicInteger();
        context.registerService(
                ConfigurationListener.class,
                event -> {
                    if (!event.getPid().equals("sample")) return;
                    pause();
                    listener.incrementAndGet();
                },
                null);
        ManagedService managed = properties -> {
            pause();
            if (properties != null) service.set((int) properties.get("value"));
        };
        context.registerService(
                ManagedService.class, managed, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, "sample")));

        for (int value = 1; value <= 5; value++) {
            set(value);
            assertThat(arrival.await(LONG)).isTrue();
            assertThat(listener).hasValue(value);
            assertThat(service).hasValue(value);
        }
    }

    /** Gives a race that is lost without waiting a time to be lost in. */
    private static void pause() {
        try {
            new CountDownLatch(1).await(60, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void whoeverHangsIsNotWaitedForBeyondTheTimeAndDoesNotSpoilTheNextWait() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        context.registerService(
                ConfigurationListener.class,
                event -> {
                    if (!event.getPid().equals("sample")) return;
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                null);
        set(1);

        assertThat(arrival.await(Duration.ofMillis(200))).isFalse();

        gate.countDown();
        assertThat(arrival.await(LONG)).isTrue();
    }

    @Test
    void severalMayWaitAtOnce() throws Exception {
        List<CompletableFuture<Boolean>> waits = java.util.stream.Stream.generate(
                        () -> CompletableFuture.supplyAsync(() -> {
                            try {
                                return arrival.await(LONG);
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        }))
                .limit(20)
                .toList();

        assertThat(waits).allSatisfy(wait -> assertThat(wait.join()).isTrue());
    }

    @Test
    void aMarkOfAnEarlierStartCountsForNothing() throws Exception {
        assertThat(arrival.await(LONG)).isTrue();
        assertThat(arrival.await(LONG)).isTrue();
        arrival.close();
        CountDownLatch gate = new CountDownLatch(1);
        ManagedService hanging = (Dictionary<String, ?> properties) -> {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        context.registerService(
                ManagedService.class, hanging, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, "sample")));
        set(1);

        arrival = new ConfigurationArrival(context, admin);

        assertThat(arrival.await(Duration.ofMillis(200))).isFalse();
        gate.countDown();
        assertThat(arrival.await(LONG)).isTrue();
    }
}
