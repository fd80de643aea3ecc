package dev.pergola.launcher;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceListener;
import org.osgi.framework.ServiceReference;

/**
 * Waits until each condition is there: a service whose property {@code osgi.condition.id} is {@code
 * pergola.ready.<id>}. A bundle that knows that its condition will never be there says so by a service with the id
 * {@code pergola.failed.<id>} and the reason in its property {@code pergola.failure}: the start then ends at once.
 * Only service properties are looked at, no class of any bundle.
 */
final class Readiness {
    private static final String ID = "osgi.condition.id";
    private static final String READY = "pergola.ready.";
    private static final int GLANCE_MILLIS = 50;
    private static final String FAILED = "pergola.failed.";

    private final BundleContext context;
    private final Set<String> awaited;
    private final BooleanSupplier cancelled;

    Readiness(BundleContext context, List<String> ids, BooleanSupplier cancelled) {
        this.context = context;
        this.cancelled = cancelled;
        this.awaited = new LinkedHashSet<>(ids);
    }

    /**
     * Waits.
     *
     * @return the address of the instance, where a condition carries one in its property {@code pergola.address}
     * @throws LauncherException naming what is missing when the time is up
     */
    Optional<String> await(Duration timeout) {
        CountDownLatch decided = new CountDownLatch(1);
        ServiceListener listener = event -> {
            if (!failures().isEmpty() || missing().isEmpty()) decided.countDown();
        };
        try {
            context.addServiceListener(listener, "(|(" + ID + "=" + READY + "*)(" + ID + "=" + FAILED + "*))");
            if (!failures().isEmpty() || missing().isEmpty()) decided.countDown();
            long deadline = System.nanoTime() + timeout.toNanos();
            while (!decided.await(GLANCE_MILLIS, TimeUnit.MILLISECONDS) && System.nanoTime() < deadline)
                if (cancelled.getAsBoolean()) throw new LauncherException(ExitCode.FAILED, "The start was cancelled");
            context.removeServiceListener(listener);
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new LauncherException(ExitCode.START_FAILED, "Interrupted while starting", interrupted);
        } catch (IllegalStateException stopped) {
            throw new LauncherException(
                    ExitCode.START_FAILED, "The framework was stopped while it was starting", stopped);
        }
        Set<String> failures = failures();
        if (!failures.isEmpty()) throw new LauncherException(ExitCode.START_FAILED, String.join("\n", failures));
        Set<String> missing = missing();
        if (!missing.isEmpty())
            throw new LauncherException(
                    ExitCode.START_FAILED,
                    "Not ready after " + timeout.toMillis() + " ms: still waiting for "
                            + String.join(", ", missing)
                            + " (kernel.ready-conditions); the log says what holds it up");
        return address();
    }

    private Set<String> missing() {
        Set<String> missing = new TreeSet<>(awaited);
        for (ServiceReference<?> reference : references("(" + ID + "=" + READY + "*)"))
            missing.removeIf(id -> ids(reference).contains(READY + id));
        return missing;
    }

    private Set<String> failures() {
        Set<String> failures = new TreeSet<>();
        for (ServiceReference<?> reference : references("(" + ID + "=" + FAILED + "*)"))
            for (String id : awaited)
                if (ids(reference).contains(FAILED + id))
                    failures.add(id + ": " + text(reference, "pergola.failure").orElse("could not be started"));
        return failures;
    }

    private Optional<String> address() {
        return Arrays.stream(references("(&(" + ID + "=" + READY + "*)(pergola.address=*))"))
                .flatMap(reference -> text(reference, "pergola.address").stream())
                .findFirst();
    }

    private static Optional<String> text(ServiceReference<?> reference, String name) {
        Object value = reference.getProperty(name);
        return value == null ? Optional.empty() : Optional.of(value.toString());
    }

    private static Set<String> ids(ServiceReference<?> reference) {
        Object value = reference.getProperty(ID);
        if (value instanceof String[] several) return new HashSet<>(Arrays.asList(several));
        return value == null ? Set.of() : Set.of(value.toString());
    }

    private ServiceReference<?>[] references(String filter) {
        try {
            // All of them: whoever registers a condition need not share the class with the kernel.
            ServiceReference<?>[] found = context.getAllServiceReferences(
                    null, "(&(" + Constants.OBJECTCLASS + "=org.osgi.service.condition.Condition)" + filter + ")");
            return found == null ? new ServiceReference<?>[0] : found;
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalArgumentException(impossible);
        }
    }
}
