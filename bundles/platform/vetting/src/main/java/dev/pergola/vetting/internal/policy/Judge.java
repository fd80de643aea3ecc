package dev.pergola.vetting.internal.policy;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.Verdict;
import java.util.List;

/** The one place where findings become verdicts, by what this site says. */
public interface Judge {
    /**
     * Judges findings about a jar.
     *
     * @param digest SHA-256 of the jar
     * @param trust how far it is trusted
     */
    List<Verdict> judge(String digest, Trust trust, List<Finding> findings);

    /** Judges again what a vetter said by its own rules; what passed and what did not work stays as it is. */
    List<Verdict> review(String digest, Trust trust, List<Verdict> verdicts);
}
