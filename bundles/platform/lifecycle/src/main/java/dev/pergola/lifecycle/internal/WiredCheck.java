package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.CheckedWirings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Sees to it that nothing of a bundle runs that would not link to what it is wired to, whatever has wired it so: the first
 * start, an update of another, a rollback, a start of the platform at which the framework prefers a library that was
 * dropped since (R146). What was looked at once is not looked at again while nothing of it changes.
 */
final class WiredCheck {
    private static final int KEPT = 10_000;

    private final CheckedWirings checked;
    private final Looking looking;
    private final Supplier<Boolean> everybodyIsThere;
    private final String platform;
    private final Predicate<Descriptor> passed;

    /** Who looks at a bundle. */
    @FunctionalInterface
    interface Looking {
        List<Verdict> at(Descriptor descriptor, Path jar, String source, long bundleId);
    }

    /**
     * With what has been seen before.
     *
     * @param everybodyIsThere waits until all who look at bundles are there; false where they do not come
     * @param platform the version of the platform
     * @param passed whether a jar has been looked at since the platform started, and passed
     */
    WiredCheck(
            CheckedWirings checked,
            Looking looking,
            Supplier<Boolean> everybodyIsThere,
            String platform,
            Predicate<Descriptor> passed) {
        this.checked = checked;
        this.looking = looking;
        this.everybodyIsThere = everybodyIsThere;
        this.passed = passed;
        this.platform = platform + " on Java " + Runtime.version().feature();
    }

    /**
     * Throws {@link RefusedException} where a bundle that has been resolved would not link.
     *
     * @param source where its jar came from; a detached signature may lie beside it
     */
    void require(Descriptor descriptor, Path jar, String source, Bundle bundle) {
        @Nullable BundleWiring wiring = bundle.adapt(BundleWiring.class);
        // Why it could not be resolved, its start says.
        if (wiring == null) return;
        String fingerprint = fingerprint(descriptor, wiring);
        if (checked.contains(fingerprint)) return;
        // Where nobody looked, somebody may who comes later.
        if (seenBefore(descriptor, wiring) || look(descriptor, jar, source, bundle, wiring)) checked.add(fingerprint);
    }

    /** What is wired to the platform alone is wired as it was foreseen when its jar was looked at. */
    private boolean seenBefore(Descriptor descriptor, BundleWiring wiring) {
        return passed.test(descriptor)
                && wiring.getRequiredWires(null).stream()
                        .noneMatch(wire -> Bundles.isOurs(wire.getProvider().getBundle()));
    }

    private boolean look(Descriptor descriptor, Path jar, String source, Bundle bundle, BundleWiring wiring) {
        if (!everybodyIsThere.get())
            throw new RefusedException(
                    "not-checked",
                    descriptor + " was not started, as whoever checks how it is wired did not come up",
                    "See in the log which bundle of the platform does not start");
        List<Verdict> verdicts = looking.at(descriptor, jar, source, bundle.getBundleId());
        if (Checks.refused(verdicts)) {
            Problem problem = Checks.problems(verdicts).get(0);
            throw new RefusedException(
                    problem.code(),
                    descriptor + " is wired to " + others(wiring) + ", and would not link: " + problem.message(),
                    "Update " + descriptor.id() + ", or take what it is wired to away, so that it is wired to another");
        }
        return !verdicts.isEmpty();
    }

    private static String part(BundleWire wire) {
        String namespace = wire.getCapability().getNamespace();
        return Bundles.jarOf(wire.getRequirer().getBundle()) + " has " + namespace + " "
                + wire.getCapability().getAttributes().getOrDefault(namespace, "") + " from "
                + Bundles.jarOf(wire.getProvider().getBundle());
    }

    /** Forgets what nobody will ask for again. */
    void prune() {
        checked.prune(KEPT);
    }

    /**
     * Of which package it has from which jar, and of what those are wired to in turn: a class inherits from further away than
     * what its own bundle is wired to. What the platform's bundles are wired to, its version says.
     */
    private String fingerprint(Descriptor descriptor, BundleWiring wiring) {
        SortedSet<String> parts = new TreeSet<>();
        Set<BundleWiring> seen = new HashSet<>(Set.of(wiring));
        Deque<BundleWiring> waiting = new ArrayDeque<>(List.of(wiring));
        while (!waiting.isEmpty()) {
            for (BundleWire wire : waiting.remove().getRequiredWires(null)) {
                parts.add(part(wire));
                BundleWiring provider = wire.getProviderWiring();
                if (Bundles.isOurs(provider.getBundle()) && seen.add(provider)) waiting.add(provider);
            }
        }
        String all = platform + "\n" + descriptor.digest() + "\n" + String.join("\n", parts);
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private static String others(BundleWiring wiring) {
        SortedSet<String> names = new TreeSet<>();
        for (BundleWire wire : wiring.getRequiredWires(null)) {
            Bundle provider = wire.getProvider().getBundle();
            if (Bundles.isOurs(provider)) names.add(provider.getSymbolicName() + " " + provider.getVersion());
        }
        return names.isEmpty() ? "the platform" : String.join(", ", names);
    }
}
