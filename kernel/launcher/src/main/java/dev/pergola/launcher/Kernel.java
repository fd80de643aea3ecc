package dev.pergola.launcher;

import dev.pergola.launcher.conditions.ThisProcess;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.felix.framework.Felix;
import org.apache.felix.framework.util.FelixConstants;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkEvent;
import org.osgi.framework.launch.Framework;
import org.osgi.service.condition.Condition;

/**
 * A running OSGi framework with the platform's bundles in it. Holds the lock of its data folder from start to stop.
 * Safe for use from several threads.
 *
 * <p>Bundles see the settings as framework properties: {@code pergola.<key>} for each key (items of a list separated
 * by newlines), {@code pergola.home}, {@code pergola.version}, {@code pergola.engine.version}, and in {@code
 * pergola.process.tier} and {@code pergola.process.isolation} what the process is. What they do not find among the
 * framework properties, they find among the system properties of the JVM.
 */
public final class Kernel implements AutoCloseable {
    private final Framework framework;
    private final InstanceLock lock;
    private final Duration stopTimeout;
    private final Optional<String> address;
    private final Enforcement enforcement;

    private Kernel(
            Framework framework,
            InstanceLock lock,
            Enforcement enforcement,
            Duration stopTimeout,
            Optional<String> address) {
        this.framework = framework;
        this.lock = lock;
        this.enforcement = enforcement;
        this.stopTimeout = stopTimeout;
        this.address = address;
    }

    /** Begins with the settings and the bundles that they list. */
    public static Builder builder(Settings settings) {
        return new Builder(settings);
    }

    /**
     * What the framework is started with: what bundles see of the settings, and what they get from the class path of the
     * kernel. For those who start one by other means.
     */
    public static Map<String, String> frameworkProperties(Settings settings) {
        Map<String, String> all = new LinkedHashMap<>(settings.properties());
        all.put("pergola.version", Version.full());
        all.put("pergola.engine.version", Version.engine());
        all.put(ThisProcess.TIER, ThisProcess.HERE.tierName());
        all.put(ThisProcess.ISOLATION, ThisProcess.HERE.isolationName());
        all.put(
                Constants.FRAMEWORK_STORAGE,
                settings.get(ConfigurationKeys.DATA).resolve("cache").toString());
        // The cache is a copy of what is elsewhere: starting from nothing is what makes every crash harmless.
        all.put(Constants.FRAMEWORK_STORAGE_CLEAN, Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT);
        // No folder at all, for FileInstall: it would take in what is in "load", wherever the process was started.
        all.put("felix.fileinstall.dir", ",");
        all.put(Constants.FRAMEWORK_BSNVERSION, Constants.FRAMEWORK_BSNVERSION_MULTIPLE);
        all.put(Constants.FRAMEWORK_BOOTDELEGATION, "");
        all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, HostPackages.exports());
        all.put(
                Constants.FRAMEWORK_SYSTEMCAPABILITIES_EXTRA,
                "pergola.engine;version:Version=\"" + Version.engine() + '"');
        for (String property : settings.get(ConfigurationKeys.KERNEL_PROPERTIES)) {
            int equals = property.indexOf('=');
            all.put(property.substring(0, equals), property.substring(equals + 1));
        }
        return all;
    }

    /** The framework's own context, to look up services with. */
    public BundleContext context() {
        return framework.getBundleContext();
    }

    /** Where the HTTP API listens, such as {@code http://127.0.0.1:8080}; empty where there is none. */
    public Optional<String> address() {
        return address;
    }

    /**
     * Tells the bundles that the instance has been announced as ready, by a condition with the id {@code
     * pergola.ready.kernel}. The shell waits for it, so that its prompt comes after everything else.
     */
    public void announceReady() {
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Condition.CONDITION_ID, "pergola.ready.kernel");
        context().registerService(Condition.class, Condition.INSTANCE, properties);
    }

    /** Waits until the framework has stopped, whoever stopped it. */
    public void awaitStop() throws InterruptedException {
        FrameworkEvent event;
        do {
            event = framework.waitForStop(TimeUnit.HOURS.toMillis(1));
        } while (event.getType() == FrameworkEvent.WAIT_TIMEDOUT);
    }

    /**
     * Stops the framework and keeps the data folder. Does nothing the second time.
     *
     * @return whether everything had stopped within {@code kernel.stop-timeout}
     */
    boolean stop() {
        return stop(framework, stopTimeout);
    }

    /** Stops the framework and gives the data folder free. Does nothing the second time. */
    @Override
    public void close() {
        stop();
        enforcement.end();
        lock.close();
    }

    private static boolean stop(Framework framework, Duration timeout) {
        try {
            framework.stop();
            return framework.waitForStop(Math.max(1, timeout.toMillis())).getType() != FrameworkEvent.WAIT_TIMEDOUT;
        } catch (BundleException broken) {
            return false;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** What to start. Not safe for use from several threads. */
    public static final class Builder {
        private final Settings settings;
        private final Map<String, String> properties = new LinkedHashMap<>();
        private final List<Path> added = new ArrayList<>();
        private final List<String> exports = new ArrayList<>(List.of(HostPackages.exports()));
        private final List<BundleActivator> activators = new ArrayList<>();
        private Enforcement enforcement = new NoEnforcement();
        private boolean listed = true;
        private BooleanSupplier cancelled = () -> false;

        private Builder(Settings settings) {
            this.settings = settings;
        }

        /** Adds a bundle to those that are listed. */
        public Builder bundle(Path jar) {
            added.add(jar);
            return this;
        }

        /** Starts these bundles, in this order, instead of those that {@code kernel.bundles} lists. */
        public Builder onlyBundles(List<Path> jars) {
            listed = false;
            added.addAll(jars);
            return this;
        }

        /** Adds a framework property; it wins over the kernel's own. */
        public Builder property(String name, String value) {
            properties.put(name, value);
            return this;
        }

        /**
         * Gives the bundles more packages of the kernel's class path, beside those for logging.
         *
         * @param packages clauses as in the header {@code Export-Package}
         */
        public Builder export(String packages) {
            exports.add(packages);
            return this;
        }

        /**
         * Gives the bundles all packages that the jar of a class exports, which is on the class path; throws {@link
         * IllegalStateException} where it is in none.
         */
        public Builder exportsOf(Class<?> anchor) {
            return export(HostPackages.exports(anchor));
        }

        /** Starts this with the framework itself, before any bundle, and stops it after the last. */
        public Builder activator(BundleActivator activator) {
            activators.add(activator);
            return this;
        }

        /**
         * Holds plugins to their permissions, as far as the settings want it. It takes hold of the whole process, and on some
         * releases of Java for good: not for a kernel within another program. Java has to be started for it, as {@code
         * bin/pergola} does.
         */
        public Builder enforcePermissions() {
            enforcement = Enforcement.of(settings);
            return this;
        }

        /** Gives the start up when this gets true while it waits. */
        Builder cancelWhen(BooleanSupplier condition) {
            cancelled = condition;
            return this;
        }

        /**
         * Starts the framework and its bundles, and waits until everything is ready.
         *
         * @throws LauncherException saying what failed and why; nothing is left running then
         */
        public Kernel start() {
            JavaThreads.start();
            InstanceLock lock = InstanceLock.take(settings.get(ConfigurationKeys.DATA));
            FrameworkLog log = new FrameworkLog();
            Framework framework = new Felix(frameworkProperties(log));
            try {
                Preflight.check(settings);
                framework.init(log);
                enforcement.begin(framework.getBundleContext());
                framework.getBundleContext().addFrameworkListener(log);
                OsgiLog.register(framework.getBundleContext());
                return start(lock, framework);
            } catch (BundleException broken) {
                giveUp(lock, framework);
                throw new LauncherException(
                        ExitCode.START_FAILED, "The OSGi framework does not start: " + broken.getMessage(), broken);
            } catch (RuntimeException failure) {
                giveUp(lock, framework);
                throw failure;
            }
        }

        private void giveUp(InstanceLock lock, Framework framework) {
            Kernel.stop(framework, settings.get(ConfigurationKeys.KERNEL_STOP_TIMEOUT));
            enforcement.end();
            lock.close();
        }

        private Kernel start(InstanceLock lock, Framework framework) throws BundleException {
            BundleStarter bundles = BundleStarter.install(framework.getBundleContext(), bundleFiles());
            framework.start();
            bundles.retain(this::isWanted);
            bundles.start();
            Optional<String> address = new Readiness(framework.getBundleContext(), conditions(), cancelled)
                    .await(settings.get(ConfigurationKeys.KERNEL_START_TIMEOUT));
            return new Kernel(
                    framework, lock, enforcement, settings.get(ConfigurationKeys.KERNEL_STOP_TIMEOUT), address);
        }

        private List<Path> bundleFiles() {
            List<Path> files = new ArrayList<>();
            if (listed)
                files.addAll(BundleFiles.find(
                        settings.home(),
                        settings.get(ConfigurationKeys.KERNEL_BUNDLES),
                        settings.get(ConfigurationKeys.KERNEL_BUNDLES_EXCLUDE)));
            files.addAll(added);
            return files;
        }

        private boolean isWanted(Path file) {
            return settings.get(ConfigurationKeys.HTTP_ENABLED)
                    || !BundleFiles.matchesAny(file, settings.get(ConfigurationKeys.HTTP_BUNDLES));
        }

        private List<String> conditions() {
            boolean http = hasHttp();
            return settings.get(ConfigurationKeys.READY_CONDITIONS).stream()
                    .filter(id -> http || !id.equals("http"))
                    .toList();
        }

        /** Not where it is switched off, nor where one of its bundles is left out. */
        private boolean hasHttp() {
            if (!settings.get(ConfigurationKeys.HTTP_ENABLED)) return false;
            if (!listed) return true;
            List<String> excluded = settings.get(ConfigurationKeys.KERNEL_BUNDLES_EXCLUDE);
            return BundleFiles.find(settings.home(), settings.get(ConfigurationKeys.KERNEL_BUNDLES), List.of()).stream()
                    .filter(file -> BundleFiles.matchesAny(file, settings.get(ConfigurationKeys.HTTP_BUNDLES)))
                    .noneMatch(file -> BundleFiles.matchesAny(file, excluded));
        }

        private Map<String, Object> frameworkProperties(FrameworkLog log) {
            Map<String, Object> all = new LinkedHashMap<>(Kernel.frameworkProperties(settings));
            List<BundleActivator> first = new ArrayList<>(activators);
            all.put(FelixConstants.LOG_LOGGER_PROP, log);
            all.put(FelixConstants.SYSTEMBUNDLE_ACTIVATORS_PROP, first);
            all.put(Constants.FRAMEWORK_SYSTEMPACKAGES_EXTRA, String.join(",", exports));
            all.put("pergola.security.enforced", Boolean.toString(enforcement.isOn()));
            all.putAll(properties);
            enforcement.prepare(all, first);
            return all;
        }
    }
}
