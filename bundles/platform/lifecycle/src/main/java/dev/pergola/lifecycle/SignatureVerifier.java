package dev.pergola.lifecycle;

import java.nio.file.Path;
import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at the signatures of a jar, before anybody looks at anything else in it. Offered as an OSGi service; where there
 * is none, every jar is of unknown provenance. One that throws or exceeds its time has failed, and the jar is refused.
 */
@ConsumerType
public interface SignatureVerifier {
    /**
     * Verifies.
     *
     * @param jar the staged copy, which does not change any more
     * @param source path or URL that it came from; a detached signature may lie beside it
     */
    Verification verify(Path jar, String source) throws Exception;

    /**
     * What came of it.
     *
     * @param provenance whom it comes from
     * @param verdicts what was found; one that does not pass refuses the jar
     */
    record Verification(Provenance provenance, List<Verdict> verdicts) {
        /** Copies. */
        public Verification {
            verdicts = List.copyOf(verdicts);
        }
    }
}
