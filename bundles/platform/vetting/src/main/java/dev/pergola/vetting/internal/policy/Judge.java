package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.VettingPolicy.Level;
import java.util.List;
import java.util.Optional;

/** The one place where findings become verdicts, by what this site says. */
public interface Judge {
    /**
     * Judges findings about a jar.
     *
     * @param digest SHA-256 of the jar
     * @param trust how far it is trusted
     */
    List<Verdict> judge(String digest, Trust trust, List<Finding> findings);

    /** The level that this site sets for a rule, where it sets one. */
    Optional<Level> setting(String rule, Trust trust);

    /** Judges again what a vetter said by its own rules; what passed and what did not work stays as it is. */
    List<Verdict> review(String digest, Trust trust, List<Verdict> verdicts);
}
