package dev.pergola.vetting.internal.scan;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import java.util.List;
import java.util.Optional;

/** Makes verdicts of levels. */
public final class Verdicts {
    private Verdicts() {}

    /** The verdict that a level comes to; none where there is nothing to say. */
    public static Optional<Verdict> of(
            Level level, String check, String message, String remedy, List<Evidence> evidence) {
        return switch (level) {
            case NONE -> Optional.empty();
            case WARN -> Optional.of(new Verdict.Warn(check, message, remedy, evidence));
            case HOLD -> Optional.of(new Verdict.Hold(check, message, remedy, evidence));
            case BLOCK ->
                Optional.of(new Verdict.Block(check, new Problem(check.replace('.', '-'), message, remedy), evidence));
        };
    }
}
