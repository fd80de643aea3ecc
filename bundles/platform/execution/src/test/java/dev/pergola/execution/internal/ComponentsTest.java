package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.Refusal;
import dev.pergola.api.extension.EventListener;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.execution.TaskRequest;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.Installations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.apache.felix.scr.info.ScrInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.ComponentContext;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/** The bundle as it is built, in a framework with Declarative Services. */
@Timeout(60)
final class ComponentsTest {
    // From the class path, so that this test and the bundle speak of the same types.
    private static final String DOORS = Stream.of(
                    "dev.pergola.api",
                    "dev.pergola.api.event",
                    "dev.pergola.api.extension",
                    "dev.pergola.events",
                    "dev.pergola.execution",
                    "dev.pergola.store")
            .map(name -> name + ";version=1.0.0,")
            .collect(Collectors.joining("", "", "org.slf4j;version=2.0.20"));

    @Test
    void theServicesAppearOnceWhatTheyNeedIsThereAndWorkTogether(@TempDir Path folder) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        DOORS));
        framework.start();
        MemoryStore store = new MemoryStore();
        MemoryEvents events = new MemoryEvents();
        try {
            BundleContext context = framework.getBundleContext();
            List<Bundle> bundles = new ArrayList<>();
            for (Class<?> type :
                    List.of(Function.class, Promise.class, ComponentContext.class, ScrInfo.class, Calls.class)) {
                Path jar = jarOf(type, folder.resolve(type.getSimpleName() + ".jar"));
                bundles.add(context.installBundle(jar.toUri().toString()));
            }
            for (Bundle bundle : bundles) bundle.start();
            assertThat(find(context, PluginCalls.class)).isNull();

            context.registerService(
                    new String[] {ExecutionLog.class.getName(), Installations.class.getName()}, store, null);
            context.registerService(PlatformEvents.class, events, null);

            PluginRoutes routes = service(context, PluginRoutes.class);
            PluginCalls calls = service(context, PluginCalls.class);
            ExtensionRegistry registry = service(context, ExtensionRegistry.class);
            assertThat(calls.getClass()).isNotSameAs(Calls.class);

            // Any bundle does for a plugin.
            PluginMetadata metadata =
                    PluginBuilder.plugin("sample", "1.0.0").build().metadata();
            PluginInstance plugin =
                    new PluginInstance(metadata, bundles.get(0), new TestContext(metadata), TestRuntime.LIMITS);
            routes.admit(plugin);
            TestRuntime.echo(plugin);
            routes.makeCurrent(List.of(plugin));
            List<String> heard = new CopyOnWriteArrayList<>();
            EventListener listener = (event, call) -> heard.add(event.topic());
            TestRuntime.register(plugin, EventListener.class, listener, "pergola.event.topics", "some/*");

            assertThat(calls.execute(TaskRequest.of("sample", "ECHO", Map.of("n", 1)))
                            .orElseThrow()
                            .output())
                    .containsEntry("n", 1);
            assertThat(registry.extensions(TaskProcessor.class)).hasSize(1);
            ServiceRegistration<TierPolicy> policy =
                    context.registerService(TierPolicy.class, (instance, call) -> Tier.SANDBOX, null);
            assertThat(calls.execute(TaskRequest.of("sample", "ECHO", Map.of())).refusal())
                    .contains(Refusal.NOT_SUPPORTED);
            policy.unregister();
            events.publish("some/thing", Map.of());
            await().until(() -> heard.equals(List.of("some/thing")));
            await().until(() -> store.records().size() == 3);

            bundles.get(bundles.size() - 1).stop();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("pergola-execution-log") || name.startsWith("pergola-event-"));
        } finally {
            events.close();
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private static <S> S service(BundleContext context, Class<S> type) {
        return type.cast(await().until(() -> find(context, type), service -> service != null));
    }

    private static Object find(BundleContext context, Class<?> type) throws InvalidSyntaxException {
        ServiceReference<?>[] references = context.getAllServiceReferences(type.getName(), null);
        return references == null ? null : context.getService(references[0]);
    }

    private static Path jarOf(Class<?> type, Path target) throws IOException, URISyntaxException {
        Path location =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(location)) return location;
        Path manifest = location.resolve("META-INF/MANIFEST.MF");
        Manifest headers;
        try (InputStream in = Files.newInputStream(manifest)) {
            headers = new Manifest(in);
        }
        // It takes its own door from the class path, too.
        headers.getMainAttributes().remove(new Attributes.Name(Constants.EXPORT_PACKAGE));
        try (OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, headers);
                Stream<Path> files = Files.walk(location)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.equals(manifest)) continue;
                jar.putNextEntry(new JarEntry(location.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        return target;
    }
}
