package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What those who check jars have to say of what is installed by now, and of themselves. Each has a limited time, and one
 * that does not answer is something to be said, too.
 */
final class Concerns {
    private final Supplier<List<Vetter>> vetters;
    private final Supplier<Optional<SignatureVerifier>> signatures;
    private final Duration time;

    Concerns(Supplier<List<Vetter>> vetters, Supplier<Optional<SignatureVerifier>> signatures, Duration time) {
        this.vetters = vetters;
        this.signatures = signatures;
        this.time = time;
    }

    /** What they have to say of an installed plugin. */
    List<Problem> about(String pluginId, String digest) {
        List<Problem> problems = new ArrayList<>();
        signatures
                .get()
                .ifPresent(verifier -> problems.addAll(ask("signature", () -> verifier.problems(pluginId, digest))));
        for (Vetter vetter : vetters.get()) problems.addAll(ask(name(vetter), () -> vetter.problems(pluginId, digest)));
        return problems.stream().distinct().toList();
    }

    /** What keeps them from seeing all that they should. */
    List<Problem> own() {
        List<Problem> problems = new ArrayList<>();
        signatures.get().ifPresent(verifier -> problems.addAll(ask("signature", verifier::problems)));
        for (Vetter vetter : vetters.get()) problems.addAll(ask(name(vetter), vetter::problems));
        return problems.stream().distinct().toList();
    }

    private static String name(Vetter vetter) {
        try {
            return vetter.name();
        } catch (RuntimeException e) {
            return "vetter";
        }
    }

    private List<Problem> ask(String name, Callable<List<Problem>> question) {
        try {
            return List.copyOf(Deadline.within(time, "pergola-ask-" + name, question));
        } catch (TimeoutException e) {
            return List.of(silent(name, "has not answered within " + Bundles.seconds(time)));
        } catch (Exception e) {
            return List.of(silent(name, "could not answer: " + Bundles.rootMessage(e)));
        }
    }

    private static Problem silent(String name, String why) {
        return new Problem(
                "check-silent",
                "The check '" + name + "' was asked what there is to attend to, and " + why,
                "See the log; jars may be refused until that is mended");
    }
}
