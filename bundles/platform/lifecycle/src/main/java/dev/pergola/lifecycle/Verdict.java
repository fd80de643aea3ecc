package dev.pergola.lifecycle;

/**
 * What one check says of a jar: never a mere yes or no. {@link Pass} and {@link Warn} let it through, {@link Hold} waits
 * for a person, {@link Block} and {@link Failed} refuse it.
 */
public sealed interface Verdict {
    /** The check that says so, such as {@code manifest}, {@code engine}, {@code dependencies}. */
    String check();

    /** What was found. */
    String message();

    /** Whether the jar may go on to the next step. */
    default boolean passes() {
        return this instanceof Pass || this instanceof Warn;
    }

    /** Nothing wrong. */
    record Pass(String check, String message) implements Verdict {}

    /** Something to know about. */
    record Warn(String check, String message, String remedy) implements Verdict {}

    /** Somebody has to decide; until then nothing is installed. */
    record Hold(String check, String message, String remedy) implements Verdict {}

    /** Not acceptable. */
    record Block(String check, Problem problem) implements Verdict {
        @Override
        public String message() {
            return problem.message();
        }
    }

    /** The check itself did not work, which counts as a refusal. */
    record Failed(String check, String message) implements Verdict {}
}
