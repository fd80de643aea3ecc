package dev.pergola.lifecycle;

import java.time.Duration;
import java.util.List;

/**
 * What became of an operation.
 *
 * @param id number in the journal, 0 where it did not come that far
 * @param operation the operation
 * @param pluginId the plugin, empty where the jar did not say
 * @param fromVersion version before, empty for none
 * @param toVersion version after, empty for none
 * @param outcome how it ended
 * @param verdicts what the checks said
 * @param problems why it did not succeed, or what needs attention; empty where all is well
 * @param took time it took
 */
public record DeploymentReport(
        long id,
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        Outcome outcome,
        List<Verdict> verdicts,
        List<Problem> problems,
        Duration took) {
    /** Copies. */
    public DeploymentReport {
        verdicts = List.copyOf(verdicts);
        problems = List.copyOf(problems);
    }

    /** Whether things are as the caller wanted them. */
    public boolean succeeded() {
        return outcome == Outcome.DONE || outcome == Outcome.UNCHANGED || outcome == Outcome.WAITING;
    }

    /** How an operation ended. */
    public enum Outcome {
        /** Done. */
        DONE,
        /** It was so already. */
        UNCHANGED,
        /**
         * It will start when what it waits for is there; or it is held, and will go on once somebody has decided. The
         * problems say which.
         */
        WAITING,
        /** Refused before anything was changed. */
        REFUSED,
        /** Failed; everything is as it was before. */
        ROLLED_BACK,
        /** Failed, and there was nothing to go back to. */
        FAILED
    }
}
