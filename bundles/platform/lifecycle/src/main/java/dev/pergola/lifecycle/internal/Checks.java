package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Rewiring;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.osgi.framework.Version;

/** Everything that is looked at before a jar is installed, in order. Nothing here changes anything. */
final class Checks {
    private static final Duration VETTING_TIME = Duration.ofSeconds(30);
    /** So many are remembered. */
    private static final int PASSED = 1_000;

    private static final Verification UNSIGNED = new Verification(Provenance.UNKNOWN, List.of());
    private final JavaCheck java = new JavaCheck(Runtime.version().feature());
    private final Set<String> passed = Collections.newSetFromMap(Collections.synchronizedMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > PASSED;
        }
    }));
    private final Version engine;
    private final Registry registry;
    private final Supplier<Optional<SignatureVerifier>> signatures;
    private final Supplier<List<Vetter>> vetters;
    private final Supplier<Optional<PermissionPolicy>> permissions;

    Checks(
            Version engine,
            Registry registry,
            Supplier<Optional<SignatureVerifier>> signatures,
            Supplier<List<Vetter>> vetters,
            Supplier<Optional<PermissionPolicy>> permissions) {
        this.engine = engine;
        this.registry = registry;
        this.signatures = signatures;
        this.vetters = vetters;
        this.permissions = permissions;
    }

    /** Asks the checks one after the other; the last verdict is the one that refuses, if any does. */
    List<Verdict> run(
            Descriptor descriptor, Path jar, String source, Optional<PluginInfo> replaces, Rewiring rewiring) {
        List<Verdict> verdicts = new ArrayList<>();
        verdicts.add(new Verdict.Pass(
                "manifest", descriptor + (descriptor.isPlugin() ? " is a plugin" : " is a shared library")));
        verdicts.add(java.ask(descriptor));
        if (refused(verdicts)) return verdicts;
        if (descriptor.isPlugin()) {
            PluginMetadata metadata = descriptor.metadata().orElseThrow();
            verdicts.add(engine(metadata));
            if (refused(verdicts)) return verdicts;
            verdicts.add(conflicts(metadata));
            if (refused(verdicts)) return verdicts;
        }
        Verification verification =
                signatures.get().map(verifier -> verify(verifier, jar, source)).orElse(UNSIGNED);
        verdicts.addAll(verification.verdicts());
        if (refused(verdicts)) return verdicts;
        Candidate candidate = candidate(descriptor, jar, source, verification, replaces, rewiring);
        for (Vetter vetter : vetters.get()) {
            verdicts.addAll(ask(vetter, () -> vetter.vet(candidate)));
            if (refused(verdicts)) return verdicts;
        }
        if (!vetters.get().isEmpty()) passed.add(descriptor.digest());
        permissions.get().ifPresent(policy -> verdicts.add(decide(policy, candidate)));
        return verdicts;
    }

    /** Whether all who look at jars have passed one since the platform started. */
    boolean passed(Descriptor descriptor) {
        return passed.contains(descriptor.digest());
    }

    /**
     * Asks those who look at how a bundle is wired, once it is; the last verdict is the one that refuses, if any does. Empty
     * where nobody looks.
     */
    List<Verdict> wired(Descriptor descriptor, Path jar, String source, long bundleId) {
        Verification verification =
                signatures.get().map(verifier -> verify(verifier, jar, source)).orElse(UNSIGNED);
        Candidate candidate = candidate(descriptor, jar, source, verification, Optional.empty(), Rewiring.NONE);
        List<Verdict> verdicts = new ArrayList<>();
        for (Vetter vetter : vetters.get()) {
            verdicts.addAll(ask(vetter, () -> vetter.vetWired(candidate, bundleId)));
            if (refused(verdicts)) return verdicts;
            verdicts.add(new Verdict.Pass("wiring", descriptor + " links as it is wired"));
        }
        return verdicts;
    }

    private static Candidate candidate(
            Descriptor descriptor,
            Path jar,
            String source,
            Verification verification,
            Optional<PluginInfo> replaces,
            Rewiring rewiring) {
        return new Candidate(
                jar,
                descriptor.digest(),
                source,
                descriptor.headers(),
                descriptor.metadata(),
                verification.provenance(),
                replaces,
                rewiring);
    }

    static boolean refused(List<Verdict> verdicts) {
        return !verdicts.stream().allMatch(Verdict::passes);
    }

    /** Whether a person has to decide, and nothing else is in the way. */
    static boolean held(List<Verdict> verdicts) {
        return refused(verdicts)
                && verdicts.stream().allMatch(verdict -> verdict.passes() || verdict instanceof Verdict.Hold);
    }

    private Verdict engine(PluginMetadata metadata) {
        if (metadata.engine().includes(engine)) {
            return new Verdict.Pass("engine", "works with engine " + metadata.engine());
        }
        return new Verdict.Block(
                "engine",
                new Problem(
                        "engine-mismatch",
                        metadata.id() + " " + metadata.version() + " works with engine versions " + metadata.engine()
                                + ", but this is " + engine,
                        "Get a version of the plugin for this engine"));
    }

    private Verdict conflicts(PluginMetadata metadata) {
        for (PluginDependency conflict : metadata.conflicts()) {
            for (Managed other : registry.versions(conflict.plugin())) {
                if (conflict.versions().includes(other.descriptor().version()) && inTheWay(other)) {
                    return conflict(
                            metadata.id() + " " + metadata.version() + " cannot run beside " + other, other.id());
                }
            }
        }
        for (Managed other : registry.all()) {
            if (!other.isPlugin() || !inTheWay(other) || other.id().equals(metadata.id())) continue;
            for (PluginDependency conflict :
                    other.descriptor().metadata().orElseThrow().conflicts()) {
                if (conflict.plugin().equals(metadata.id())
                        && conflict.versions().includes(metadata.version())) {
                    return conflict(
                            other + " cannot run beside " + metadata.id() + " " + metadata.version(), other.id());
                }
            }
        }
        return new Verdict.Pass("conflicts", "no conflict with an installed plugin");
    }

    private static boolean inTheWay(Managed other) {
        return other.installation().enabled() && other.state() != PluginState.QUARANTINED;
    }

    private static Verdict conflict(String message, String other) {
        return new Verdict.Block(
                "conflicts",
                new Problem("conflict", message, "Disable or uninstall " + other + " first, then install this again"));
    }

    private static Verification verify(SignatureVerifier verifier, Path jar, String source) {
        try {
            return Deadline.within(VETTING_TIME, "pergola-verify", () -> verifier.verify(jar, source));
        } catch (TimeoutException e) {
            return unverified("did not come to a verdict within " + Bundles.seconds(VETTING_TIME));
        } catch (Exception e) {
            return unverified("could not look at the jar: " + Bundles.rootMessage(e));
        }
    }

    private static Verification unverified(String why) {
        return new Verification(Provenance.UNKNOWN, List.of(new Verdict.Failed("signature", why)));
    }

    private static List<Verdict> ask(Vetter vetter, Callable<List<Verdict>> question) {
        String name = "vetter";
        try {
            name = vetter.name();
            return Deadline.within(VETTING_TIME, "pergola-vet-" + name, question);
        } catch (TimeoutException e) {
            return List.of(
                    new Verdict.Failed(name, "did not come to a verdict within " + Bundles.seconds(VETTING_TIME)));
        } catch (Exception e) {
            return List.of(new Verdict.Failed(name, "could not look at the jar: " + Bundles.rootMessage(e)));
        }
    }

    private static Verdict decide(PermissionPolicy policy, Candidate candidate) {
        try {
            return policy.decide(candidate);
        } catch (RuntimeException e) {
            return new Verdict.Failed("permissions", "could not be decided: " + Bundles.rootMessage(e));
        }
    }

    /** Why a list of verdicts refuses. */
    static List<Problem> problems(List<Verdict> verdicts) {
        List<Problem> problems = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            if (verdict instanceof Verdict.Block block) problems.add(block.problem());
            if (verdict instanceof Verdict.Hold hold) {
                problems.add(new Problem("held-" + hold.check(), hold.message(), hold.remedy()));
            }
            if (verdict instanceof Verdict.Failed failed) {
                problems.add(new Problem(
                        "check-failed",
                        "The check '" + failed.check() + "' " + failed.message(),
                        "A check that does not work refuses the jar; see the log"));
            }
        }
        return problems;
    }
}
