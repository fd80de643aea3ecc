package dev.pergola.events.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.framework.launch.FrameworkFactory;
import org.osgi.service.event.Event;
import org.osgi.service.event.EventConstants;
import org.osgi.service.event.EventHandler;

/** The bundle as it ships, with the store and the framework's EventAdmin, and nothing else of the platform. */
class EventsIT {
    @TempDir
    Path folder;

    Framework framework;

    @BeforeEach
    void start() throws Exception {
        String slf4j = "org.slf4j;version=2.0.20,org.slf4j.event;version=2.0.20,org.slf4j.helpers;version=2.0.20,"
                + "org.slf4j.spi;version=2.0.20,org.slf4j;version=1.7.36";
        // EventAdmin's interfaces are shared with the test, so that it can be an EventHandler.
        String eventAdmin = ",org.osgi.service.event;version=1.4.1";
        framework = ServiceLoader.load(FrameworkFactory.class)
                .findFirst()
                .orElseThrow()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        slf4j + eventAdmin,
                        "pergola.data",
                        folder.resolve("data").toString()));
        framework.start();
        List<Bundle> bundles = new ArrayList<>();
        for (String jar : System.getProperty("bundles").split(",")) {
            assertThat(Path.of(jar)).matches(Files::isRegularFile);
            bundles.add(framework
                    .getBundleContext()
                    .installBundle(Path.of(jar).toUri().toString()));
        }
        for (Bundle bundle : bundles) bundle.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(20_000);
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("pergola-events"));
    }

    @Test
    void aPlainEventHandlerHearsWhatIsPublishedOnceItIsRecorded() throws Exception {
        List<Event> heard = new CopyOnWriteArrayList<>();
        BundleContext context = framework.getBundleContext();
        context.registerService(
                EventHandler.class,
                heard::add,
                new Hashtable<>(Map.of(
                        EventConstants.EVENT_TOPIC,
                        "pergola/plugin/*",
                        EventConstants.EVENT_FILTER,
                        "(&(state=ACTIVE)(position>=2))")));
        Object events = platformEvents();
        Method publish = events.getClass().getMethod("publish", String.class, Map.class);
        publish.invoke(events, "pergola/plugin/state/a.b", Map.of("state", "ACTIVE"));
        publish.invoke(events, "pergola/plugin/state/a.b", Map.of("state", "FAILED"));
        publish.invoke(events, "pergola/plugin/state/a.b", Map.of("state", "ACTIVE"));
        publish.invoke(events, "pergola/other", Map.of("state", "ACTIVE"));
        await().untilAsserted(() -> assertThat(heard).hasSize(1));
        assertThat(heard.get(0).getTopic()).isEqualTo("pergola/plugin/state/a_b");
        assertThat(heard.get(0).getProperty("position")).isEqualTo(3L);
        assertThat(events.getClass().getMethod("position").invoke(events)).isEqualTo(4L);
    }

    private Object platformEvents() throws Exception {
        ServiceReference<?>[] found = await().until(
                        () -> framework
                                .getBundleContext()
                                .getAllServiceReferences("dev.pergola.events.PlatformEvents", null),
                        references -> references != null);
        return framework.getBundleContext().getService(found[0]);
    }
}
