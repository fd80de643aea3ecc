package dev.pergola.permissions.internal;

import dev.pergola.api.PluginDefinition;
import dev.pergola.api.PluginMetadata;
import dev.pergola.permissions.probe.Probe;
import dev.pergola.store.internal.TestStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.SecurityActivator;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.osgi.service.condpermadmin.BundleLocationCondition;
import org.osgi.service.condpermadmin.ConditionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.osgi.service.permissionadmin.PermissionAdmin;
import org.osgi.service.permissionadmin.PermissionInfo;

/** A real Felix with its security on, started as the kernel does it, and the core of this bundle beside it. */
final class SecureFramework implements AutoCloseable {
    static final String PLATFORM = "platform:";

    final Path home;
    final Path data;
    final Framework framework;
    final ConditionalPermissionAdmin admin;
    final TestStore store;
    final RecordedEvents events = new RecordedEvents();
    final PermissionCore core;
    /** When the first row changes by itself, as the kernel was told last. */
    final AtomicLong told = new AtomicLong();
    /** Whether everything stops. */
    final AtomicBoolean ending = new AtomicBoolean();

    private int count;

    SecureFramework(Path folder) throws BundleException {
        this(folder, 10, Clock.systemUTC());
    }

    SecureFramework(Path folder, int quarantineAfter) throws BundleException {
        this(folder, quarantineAfter, Clock.systemUTC());
    }

    /** With a clock that the core goes by; the rows go by the time that it is. */
    SecureFramework(Path folder, int quarantineAfter, Clock clock) throws BundleException {
        home = folder.resolve("home");
        data = home.resolve("data");
        store = new TestStore(data);
        Map<String, Object> configuration = new HashMap<>();
        configuration.put(Constants.FRAMEWORK_STORAGE, data.resolve("cache").toString());
        configuration.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        configuration.put(Constants.FRAMEWORK_SECURITY, Constants.FRAMEWORK_SECURITY_OSGI);
        configuration.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        configuration.put(FelixConstants.SYSTEMBUNDLE_ACTIVATORS_PROP, List.of(new SecurityActivator()));
        configuration.put(
                Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA,
                "dev.pergola.api;version=1.0.0,org.osgi.service.condpermadmin;version=1.1.2,"
                        + "org.osgi.service.permissionadmin;version=1.2.1,ch.qos.logback.classic;version=1.5.0");
        framework = new Felix(configuration);
        framework.init();
        BundleContext context = framework.getBundleContext();
        admin = context.getService(context.getServiceReference(ConditionalPermissionAdmin.class));
        ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
        update.getConditionalPermissionInfos()
                .add(admin.newConditionalPermissionInfo(
                        "kernel platform",
                        new ConditionInfo[] {
                            new ConditionInfo(BundleLocationCondition.class.getName(), new String[] {PLATFORM + "*"})
                        },
                        new PermissionInfo[] {new PermissionInfo("java.security.AllPermission", "", "")},
                        ConditionalPermissionInfo.ALLOW));
        if (!update.commit()) throw new IllegalStateException("The kernel's row was not taken");
        install(
                PLATFORM + "house",
                Map.of("Bundle-SymbolicName", "dev.pergola.house", "Export-Package", "dev.pergola.house"),
                List.of());
        framework.start();
        core = new PermissionCore(
                settings(quarantineAfter),
                new Vocabulary(new Brought(context)::terms),
                new PermissionCore.Stores(
                        store.transactions(), store.decisions(), store.trust(), store.audit(), events),
                Optional.of(new Table(admin, told::set)),
                settings -> Platform.of(context.getBundles(), settings.secret(), settings.fixed()),
                location -> PermissionCore.locals(context, location),
                ending::get,
                clock);
        core.watch(context);
        Failsafe.arm(context.getService(context.getServiceReference(PermissionAdmin.class)), PLATFORM + "permissions");
    }

    private PermissionSettings settings(int quarantineAfter) {
        return new PermissionSettings(
                new PluginFolders(data.resolve("plugin-data"), home.resolveSibling("tmp")),
                home.resolve("etc/permissions-policy"),
                List.of(),
                new Bounds.Here("in-process", "none"),
                true,
                quarantineAfter,
                List.of(data),
                List.of(home, home.resolveSibling("plugins")));
    }

    /** The folder that {@code ${data}} stands for. */
    Path dataOf(String pluginId) {
        return data.resolve("plugin-data").resolve(pluginId);
    }

    /** Installs and starts a plugin's bundle with the probe in it. */
    Bundle plugin(PluginDefinition definition, String... manifest) throws BundleException {
        return plugin(definition.metadata(), manifest);
    }

    Bundle plugin(PluginMetadata metadata, String... manifest) throws BundleException {
        return signed(metadata, "digest", "", manifest);
    }

    /**
     * The same for a jar of some digest.
     *
     * @param signature what the installer has at the end of the location
     */
    Bundle signed(PluginMetadata metadata, String digest, String signature, String... manifest) throws BundleException {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Bundle-SymbolicName", metadata.id());
        headers.put("Bundle-Version", metadata.version().toString());
        headers.put("Import-Package", "org.osgi.framework");
        for (int i = 0; i < manifest.length; i += 2) headers.put(manifest[i], manifest[i + 1]);
        String location =
                "pergola:plugin/" + metadata.id() + "/" + metadata.version() + "/0123456789ab/" + (++count) + signature;
        core.admit(Optional.of(metadata), digest, location);
        makeFolders(metadata.id());
        Bundle bundle = install(location, headers, List.of(Probe.class));
        bundle.start();
        return bundle;
    }

    private void makeFolders(String pluginId) {
        try {
            Files.createDirectories(dataOf(pluginId));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Bundle install(String location, Map<String, String> headers, List<Class<?>> classes) throws BundleException {
        return framework
                .getBundleContext()
                .installBundle(location, new ByteArrayInputStream(jar(headers, classes, Map.of())));
    }

    static byte[] jar(Map<String, String> headers, List<Class<?>> classes, Map<String, String> entries) {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Bundle-ManifestVersion", "2");
        headers.forEach(manifest.getMainAttributes()::putValue);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (JarOutputStream jar = new JarOutputStream(bytes, manifest)) {
            for (Class<?> type : classes) {
                String name = type.getName().replace('.', '/') + ".class";
                jar.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
                    in.transferTo(jar);
                }
            }
            for (Map.Entry<String, String> entry : entries.entrySet()) {
                jar.putNextEntry(new JarEntry(entry.getKey()));
                jar.write(entry.getValue().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** Has the probe of a bundle try something; throws what it threw. */
    static Object call(Bundle bundle, String operation, Object argument) throws Throwable {
        try {
            return bundle.loadClass(Probe.class.getName())
                    .getMethod("call", String.class, String.class)
                    .invoke(null, operation, argument.toString());
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    @Override
    public void close() throws Exception {
        core.close();
        framework.stop();
        framework.waitForStop(20_000);
        store.close();
    }
}
