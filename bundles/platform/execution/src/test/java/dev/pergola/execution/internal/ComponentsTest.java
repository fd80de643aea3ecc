package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.Installations;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Proxy;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.launch.Framework;
import org.osgi.service.component.ComponentContext;
import org.osgi.util.function.Function;
import org.osgi.util.promise.Promise;

/** The bundle as it is built, in a framework with Declarative Services. */
@Timeout(60)
final class ComponentsTest {
    @Test
    void theServicesAppearOnceWhatTheyNeedIsThere(@TempDir Path folder) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        "org.slf4j;version=2.0.20"));
        framework.start();
        try {
            Bundle execution = null;
            List<Bundle> bundles = new ArrayList<>();
            for (Class<?> type : List.of(
                    Function.class,
                    Promise.class,
                    ComponentContext.class,
                    org.apache.felix.scr.info.ScrInfo.class,
                    ExtensionRegistry.class,
                    ExecutionLog.class,
                    PlatformEvents.class,
                    PluginCalls.class)) {
                Path jar = jarOf(type, folder.resolve(type.getSimpleName() + ".jar"));
                bundles.add(
                        framework.getBundleContext().installBundle(jar.toUri().toString()));
                execution = bundles.get(bundles.size() - 1);
            }
            for (Bundle bundle : bundles) bundle.start();
            BundleContext context = framework.getBundleContext();
            assertThat(service(context, PluginCalls.class)).isNull();

            offer(execution, ExecutionLog.class);
            offer(execution, Installations.class);
            offer(execution, PlatformEvents.class);

            for (Class<?> type : List.of(PluginCalls.class, PluginRoutes.class, ExtensionRegistry.class)) {
                Object service = await().until(() -> service(context, type), found -> found != null);
                assertThat(service.getClass().getClassLoader())
                        .isNotSameAs(getClass().getClassLoader());
            }
            Object calls = service(context, PluginCalls.class);
            assertThat(calls.getClass().getMethod("running").invoke(calls)).isEqualTo(List.of());
            Object registry = service(context, ExtensionRegistry.class);
            assertThat(registry.getClass().getMethod("extensions").invoke(registry))
                    .isEqualTo(List.of());

            execution.stop();
            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("pergola-execution-log") || name.startsWith("pergola-event-"));
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    /** The service, which is of the bundle's class of that name, and not of this test's. */
    private static Object service(BundleContext context, Class<?> type) throws InvalidSyntaxException {
        ServiceReference<?>[] references = context.getAllServiceReferences(type.getName(), null);
        return references == null ? null : context.getService(references[0]);
    }

    /** Registers an implementation that does nothing, as the bundle itself sees the interface. */
    private static void offer(Bundle bundle, Class<?> type) throws ClassNotFoundException {
        Object service = doingNothing(bundle.loadClass(type.getName()));
        bundle.getBundleContext().registerService(type.getName(), service, null);
    }

    private static Object doingNothing(Class<?> type) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
            Class<?> result = method.getReturnType();
            if (method.getName().equals("hashCode")) return System.identityHashCode(proxy);
            if (method.getName().equals("equals")) return proxy == arguments[0];
            if (result == int.class) return 0;
            if (result.isAssignableFrom(CompletableFuture.class)) return new CompletableFuture<>();
            return result.isInterface() ? doingNothing(result) : null;
        });
    }

    private static Path jarOf(Class<?> type, Path target) throws IOException, URISyntaxException {
        Path location =
                Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
        if (Files.isRegularFile(location)) return location;
        Path manifest = location.resolve("META-INF/MANIFEST.MF");
        try (InputStream headers = Files.newInputStream(manifest);
                OutputStream out = Files.newOutputStream(target);
                JarOutputStream jar = new JarOutputStream(out, new Manifest(headers));
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
