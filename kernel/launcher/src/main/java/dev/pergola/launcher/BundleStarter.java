package dev.pergola.launcher;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;

/** Installs bundles, all of them, and then starts them; what does not work is an error that names bundle and cause. */
final class BundleStarter {
    /** How the location of every bundle of the platform begins. */
    static final String LOCATION_PREFIX = "reference:file:";

    private final Map<Path, Bundle> bundles;

    private BundleStarter(Map<Path, Bundle> bundles) {
        this.bundles = bundles;
    }

    /** Installs files by reference: nothing is copied. */
    static BundleStarter install(BundleContext context, List<Path> files) {
        Map<Path, Bundle> bundles = new LinkedHashMap<>();
        List<String> failures = new ArrayList<>();
        for (Path file : files) {
            try {
                bundles.put(file, context.installBundle("reference:" + file.toUri()));
            } catch (BundleException broken) {
                failures.add(file + ": " + messages(broken));
            }
        }
        throwIfAny(failures, "These bundles cannot be installed");
        return new BundleStarter(bundles);
    }

    /** Forgets the bundles whose files do not match: they stay installed, and are not started. */
    void retain(Predicate<Path> match) {
        bundles.keySet().removeIf(file -> !match.test(file));
    }

    /** Starts them in order; goes on after a failure, so that one run shows them all. */
    void start() {
        List<String> failures = new ArrayList<>();
        for (Bundle bundle : bundles.values()) {
            if (bundle.getHeaders("").get(Constants.FRAGMENT_HOST) != null) continue;
            try {
                bundle.start(Bundle.START_ACTIVATION_POLICY);
            } catch (BundleException broken) {
                failures.add(bundle.getSymbolicName() + " " + bundle.getVersion() + ": " + messages(broken));
            }
        }
        throwIfAny(failures, "These bundles do not start");
    }

    private static void throwIfAny(List<String> failures, String title) {
        if (!failures.isEmpty())
            throw new LauncherException(ExitCode.START_FAILED, title + ":\n  " + String.join("\n  ", failures));
    }

    /** The messages of the whole chain of causes: the framework hides the one that matters at its end. */
    private static String messages(Throwable failure) {
        List<String> messages = new ArrayList<>();
        for (Throwable one = failure; one != null && messages.size() < 10; one = one.getCause()) {
            String message = one.getMessage() == null ? one.getClass().getName() : one.getMessage();
            if (messages.stream().noneMatch(before -> before.contains(message))) messages.add(message);
        }
        return String.join(": ", messages);
    }
}
