package dev.pergola.lifecycle.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Installs, starts, stops and removes bundles in the framework, each with a deadline. */
final class Bundles {
    /** How the location of every bundle begins that came through the pipeline; permissions are granted by location. */
    static final String LOCATION_PREFIX = "pergola:";
    /** Kind, id, version and the beginning of the digest. */
    private static final int LOCATION_OF_JAR = 4;

    private static final Logger LOG = LoggerFactory.getLogger(Bundles.class);
    private final BundleContext context;
    private final BundleGate gate;
    private final ServiceComponentRuntime components;
    private final LifecycleSettings settings;
    private final Admission admission;
    private final AtomicLong counter = new AtomicLong();
    private final FrameworkWiring framework;
    /** Held while a bundle is installed and made known to the gate, or resolved; neither runs code of a plugin. */
    private final Object wiring = new Object();

    Bundles(
            BundleContext context,
            BundleGate gate,
            ServiceComponentRuntime components,
            LifecycleSettings settings,
            Admission admission) {
        this.context = context;
        this.gate = gate;
        this.components = components;
        this.settings = settings;
        this.admission = admission;
        this.framework = context.getBundle(Constants.SYSTEM_BUNDLE_LOCATION).adapt(FrameworkWiring.class);
    }

    /** Installs a kept jar, without resolving it. */
    Bundle install(Descriptor descriptor, Path jar) {
        String location = LOCATION_PREFIX + descriptor.kind().name().toLowerCase(java.util.Locale.ROOT) + "/"
                + descriptor.id() + "/" + descriptor.version() + "/"
                + descriptor.digest().substring(0, 12) + "/" + counter.incrementAndGet()
                + admission.signature(descriptor);
        admission.admit(descriptor, location);
        try (InputStream content = Files.newInputStream(jar)) {
            synchronized (wiring) {
                Bundle bundle = context.installBundle(location, content);
                gate.admit(bundle);
                return bundle;
            }
        } catch (BundleException | IOException e) {
            admission.dismiss(location);
            throw new RefusedException(
                    "install-failed",
                    "The framework did not take " + descriptor + ": " + e.getMessage(),
                    "Look at the message above; the bundle's manifest is probably wrong",
                    e);
        }
    }

    /** What tells the jar of a bundle from any other: for one that came through here, its id, version and digest. */
    static String jarOf(Bundle bundle) {
        if (!isOurs(bundle)) return bundle.getSymbolicName() + " " + bundle.getVersion();
        String[] parts =
                bundle.getLocation().substring(LOCATION_PREFIX.length()).split("/", -1);
        return String.join("/", List.of(parts).subList(0, Math.min(LOCATION_OF_JAR, parts.length)));
    }

    /** Whether a bundle came through here: a plugin, or a library for them. */
    static boolean isOurs(Bundle bundle) {
        return bundle.getLocation().startsWith(LOCATION_PREFIX);
    }

    /** Has the framework wire a bundle, without running anything of it; where it cannot, its start says why. */
    void resolve(Bundle bundle) {
        synchronized (wiring) {
            framework.resolveBundles(List.of(bundle));
        }
    }

    /** Starts a bundle and sees that its components can be had. */
    void start(Bundle bundle, String what) {
        try {
            Deadline.within(settings.startTimeout(), "pergola-start-" + what, () -> {
                resolve(bundle);
                bundle.start(Bundle.START_TRANSIENT);
                activateComponents(bundle);
                return true;
            });
        } catch (TimeoutException e) {
            throw new RefusedException(
                    "start-timeout",
                    what + " did not start within " + seconds(settings.startTimeout()),
                    "See in the plugin's log what it waits for; raise lifecycle.start-timeout if it needs more time",
                    e);
        } catch (RefusedException e) {
            throw e;
        } catch (Exception e) {
            throw new RefusedException(
                    "start-failed", what + " did not start: " + rootMessage(e), "See the plugin's log, and mend it", e);
        }
    }

    /**
     * Asks for every service that the bundle's components offer, which activates those that wait to be asked. Otherwise a
     * component that cannot be activated would be found out by its first caller.
     */
    private void activateComponents(Bundle bundle) {
        ServiceReference<?> @Nullable [] services = bundle.getRegisteredServices();
        if (services != null) {
            for (ServiceReference<?> service : services) {
                if (service.getProperty("component.id") == null) continue;
                if ("prototype".equals(service.getProperty("service.scope"))) continue;
                context.getService(service);
            }
        }
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                if (configuration.state == ComponentConfigurationDTO.FAILED_ACTIVATION) {
                    throw new RefusedException(
                            "activation-failed",
                            "The component " + description.name + " threw when it was activated: "
                                    + lastCause(configuration.failure),
                            "Mend the plugin; its log has the whole stack trace");
                }
            }
        }
    }

    /** What the bundle's components wait for, in words; empty where they wait for nothing. */
    List<String> unsatisfied(Bundle bundle) {
        List<String> result = new ArrayList<>();
        for (ComponentDescriptionDTO description : components.getComponentDescriptionDTOs(bundle)) {
            if (!description.defaultEnabled) continue;
            for (ComponentConfigurationDTO configuration : components.getComponentConfigurationDTOs(description)) {
                if (configuration.state == ComponentConfigurationDTO.UNSATISFIED_REFERENCE) {
                    for (UnsatisfiedReferenceDTO reference : configuration.unsatisfiedReferences) {
                        result.add("component " + description.name + " waits for the service of its reference '"
                                + reference.name + "'"
                                + (reference.target == null ? "" : " with target " + reference.target));
                    }
                }
            }
        }
        return result;
    }

    /** Stops and uninstalls. One that does not stop in time goes on in the background until it does. */
    boolean remove(Bundle bundle, String what) {
        try {
            Deadline.within(settings.stopTimeout(), "pergola-stop-" + what, () -> {
                if (bundle.getState() != Bundle.UNINSTALLED) bundle.uninstall();
                // Here, as what is cut off goes on, and may do what it may, until it ends.
                admission.dismiss(bundle.getLocation());
                return true;
            });
            gate.forget(bundle);
            return true;
        } catch (TimeoutException e) {
            LOG.warn(
                    "{} did not stop within {}; it is cut off, and its thread is left behind",
                    what,
                    seconds(settings.stopTimeout()));
            return false;
        } catch (Exception e) {
            LOG.warn("{} could not be removed cleanly: {}", what, rootMessage(e));
            return false;
        }
    }

    /** The bundles that are wired to one of these, which therefore cannot outlive it. */
    static Set<Bundle> wiredTo(Bundle provider) {
        Set<Bundle> result = new LinkedHashSet<>();
        @Nullable BundleWiring wiring = provider.adapt(BundleWiring.class);
        if (wiring == null) return result;
        for (BundleWire wire : wiring.getProvidedWires(null)) {
            Bundle requirer = wire.getRequirer().getBundle();
            if (!requirer.equals(provider)) result.add(requirer);
        }
        return result;
    }

    static String seconds(Duration time) {
        return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
    }

    /** The message of the innermost cause, bounded, whatever the exception does. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        for (int depth = 0; depth < 20; depth++) {
            @Nullable Throwable cause = root.getCause();
            if (cause == null || cause == root) break;
            root = cause;
        }
        String name = root.getClass().getName();
        try {
            return firstLines(name + ": " + root.getMessage());
        } catch (RuntimeException | LinkageError | StackOverflowError hostile) {
            return name;
        }
    }

    /** The innermost cause that a stack trace names. */
    private static String lastCause(@Nullable String trace) {
        if (trace == null) return "";
        String cause = trace.lines()
                .filter(line -> line.startsWith("Caused by: "))
                .reduce((a, b) -> b)
                .map(line -> line.substring("Caused by: ".length()))
                .orElse(trace);
        return firstLines(cause);
    }

    private static String firstLines(@Nullable String text) {
        if (text == null) return "";
        String first =
                text.lines().limit(3).reduce((a, b) -> a + " " + b.trim()).orElse("");
        return first.length() > 500 ? first.substring(0, 500) + "…" : first;
    }
}
