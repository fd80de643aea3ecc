package dev.pergola.execution.internal;

import dev.pergola.api.PluginBuilder;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.launch.Framework;

/** A real framework with execution in it, and plugins made on the spot. */
final class TestRuntime implements AutoCloseable {
    static final Limits LIMITS = new Limits(Duration.ofSeconds(20), 64);
    private static final String API = List.of(
                    "dev.pergola.api",
                    "dev.pergola.api.annotation",
                    "dev.pergola.api.event",
                    "dev.pergola.api.extension",
                    "dev.pergola.api.node")
            .stream()
            .map(name -> name + ";version=1.0.0")
            .reduce((one, other) -> one + "," + other)
            .orElseThrow();

    final Framework framework;
    final Instances instances;
    final MemoryStore store = new MemoryStore();
    final MemoryEvents events = new MemoryEvents();
    final CallLog log;
    final CallTallies tallies;
    final Calls calls;

    private final Path folder;
    private final AtomicInteger jars = new AtomicInteger();

    TestRuntime(Path folder) {
        this(folder, Tuning.DEFAULT);
    }

    TestRuntime(Path folder, Tuning tuning) {
        this.folder = folder;
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                        API + ",org.slf4j;version=2.0.20",
                        "felix.bootdelegation.implicit",
                        "false",
                        "org.osgi.framework.bsnversion",
                        "multiple"));
        try {
            framework.start();
        } catch (BundleException failed) {
            throw new IllegalStateException(failed);
        }
        instances = new Instances(framework.getBundleContext(), tuning);
        log = new CallLog(tuning, store, store, events);
        tallies = new CallTallies(framework.getBundleContext(), instances);
        calls = new Calls(instances, log, tallies, new Tiers(false));
        calls.addDispatcher(new InProcessDispatcher());
    }

    Registry registry() {
        return new Registry(instances, calls, framework);
    }

    /** A started, admitted instance, with no extension yet. */
    PluginInstance admit(String id, String version, Limits limits, Class<?>... classes) {
        PluginMetadata metadata = PluginBuilder.plugin(id, version).build().metadata();
        PluginInstance instance =
                new PluginInstance(metadata, start(id, version, classes), new TestContext(metadata), limits);
        instances.admit(instance);
        return instance;
    }

    PluginInstance admit(String id, String version) {
        return admit(id, version, LIMITS);
    }

    PluginInstance current(String id, String version) {
        return current(id, version, LIMITS);
    }

    PluginInstance current(String id, String version, Limits limits, Class<?>... classes) {
        PluginInstance instance = admit(id, version, limits, classes);
        instances.makeCurrent(List.of(instance));
        return instance;
    }

    /** Stops as the lifecycle does. */
    void stop(PluginInstance instance, Duration time) {
        instances.drain(instance, time);
        try {
            instance.bundle().stop();
            instances.remove(instance);
            instance.bundle().uninstall();
        } catch (BundleException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static ServiceRegistration<?> register(
            PluginInstance instance, Class<?> type, Object service, Object... properties) {
        Map<String, Object> all = new HashMap<>();
        for (int i = 0; i < properties.length; i += 2) all.put((String) properties[i], properties[i + 1]);
        return instance.bundle()
                .getBundleContext()
                .registerService(type.getName(), service, FrameworkUtil.asDictionary(all));
    }

    static ServiceRegistration<?> echo(PluginInstance instance) {
        TaskProcessor echo = (task, context) -> TaskResult.of(task.input());
        return register(instance, TaskProcessor.class, echo, "pergola.task.types", "ECHO", "component.name", "echo");
    }

    private Bundle start(String id, String version, Class<?>... classes) {
        try {
            Bundle bundle = framework
                    .getBundleContext()
                    .installBundle(jar(id, version, classes).toUri().toString());
            bundle.start();
            return bundle;
        } catch (BundleException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** A bundle of some classes, the first of which is its activator. */
    private Path jar(String id, String version, Class<?>... classes) throws IOException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, id);
        headers.putValue(Constants.BUNDLE_VERSION, version);
        headers.putValue(
                Constants.IMPORT_PACKAGE, "org.osgi.framework,org.slf4j," + API.replaceAll(";version=[0-9.]+", ""));
        if (classes.length > 0) headers.putValue(Constants.BUNDLE_ACTIVATOR, classes[0].getName());
        Path jar = folder.resolve(id + "-" + version + "-" + jars.incrementAndGet() + ".jar");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Class<?> type : classes) {
                String path = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(path));
                try (InputStream bytes = type.getClassLoader().getResourceAsStream(path)) {
                    bytes.transferTo(entries);
                }
                entries.closeEntry();
            }
        }
        return jar;
    }

    @Override
    public void close() {
        calls.close();
        log.close();
        tallies.close();
        instances.close();
        events.close();
        try {
            framework.stop();
            framework.waitForStop(10_000);
        } catch (BundleException | InterruptedException failed) {
            throw new IllegalStateException(failed);
        }
    }

    static List<Thread> callThreads() {
        List<Thread> threads = new ArrayList<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().startsWith("pergola-call-"));
        return threads;
    }
}
