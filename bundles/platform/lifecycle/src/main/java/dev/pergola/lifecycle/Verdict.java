package dev.pergola.lifecycle;

import java.util.List;

/**
 * What one check says of a jar: never a mere yes or no. {@link Pass} and {@link Warn} let it through, {@link Hold} waits
 * for a person, {@link Block} and {@link Failed} refuse it.
 */
public sealed interface Verdict {
    /** The check that says so, such as {@code manifest}, {@code engine}, {@code scan.process}. */
    String check();

    /** What was found. */
    String message();

    /** Where it was found; empty where that goes without saying. */
    default List<Evidence> evidence() {
        return List.of();
    }

    /** Whether the jar may go on to the next step. */
    default boolean passes() {
        return this instanceof Pass || this instanceof Warn;
    }

    /** Nothing wrong. */
    record Pass(String check, String message) implements Verdict {}

    /** Something to know about. */
    record Warn(String check, String message, String remedy, List<Evidence> evidence) implements Verdict {
        /** Copies. */
        public Warn {
            evidence = List.copyOf(evidence);
        }

        /** Where there is nothing to point at. */
        public Warn(String check, String message, String remedy) {
            this(check, message, remedy, List.of());
        }
    }

    /** Somebody has to decide; until then nothing of it runs. */
    record Hold(String check, String message, String remedy, List<Evidence> evidence) implements Verdict {
        /** Copies. */
        public Hold {
            evidence = List.copyOf(evidence);
        }

        /** Where there is nothing to point at. */
        public Hold(String check, String message, String remedy) {
            this(check, message, remedy, List.of());
        }
    }

    /** Not acceptable. */
    record Block(String check, Problem problem, List<Evidence> evidence) implements Verdict {
        /** Copies. */
        public Block {
            evidence = List.copyOf(evidence);
        }

        /** Where there is nothing to point at. */
        public Block(String check, Problem problem) {
            this(check, problem, List.of());
        }

        @Override
        public String message() {
            return problem.message();
        }
    }

    /** The check itself did not work, which counts as a refusal. */
    record Failed(String check, String message) implements Verdict {}
}
