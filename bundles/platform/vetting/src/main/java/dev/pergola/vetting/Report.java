package dev.pergola.vetting;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Verdict;
import java.time.Duration;
import java.util.List;

/**
 * All that vetting found out about a jar.
 *
 * @param source path or URL that it came from
 * @param digest SHA-256 of the jar; empty where it could not be read
 * @param provenance whom it comes from
 * @param verdicts what was found, in the order in which the vetters were asked
 * @param checks how long each of them took
 * @param took how long all of it took
 */
public record Report(
        String source,
        String digest,
        Provenance provenance,
        List<Verdict> verdicts,
        List<Check> checks,
        Duration took) {
    /** Copies. */
    public Report {
        verdicts = List.copyOf(verdicts);
        checks = List.copyOf(checks);
    }

    /** Whether the jar would be installed, as far as vetting goes. */
    public boolean passes() {
        return verdicts.stream().allMatch(Verdict::passes);
    }

    /**
     * One vetter's part.
     *
     * @param name its name
     * @param verdicts how many verdicts it gave
     * @param took how long it took
     */
    public record Check(String name, int verdicts, Duration took) {}
}
