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
     * What keeps it from seeing all that it should, such as data that is old or cannot be read; empty where nothing does.
     * Shown where somebody asks after a plugin, and in the health of the runtime, so it must not take long.
     */
    default List<Problem> problems() throws Exception {
        return List.of();
    }

    /**
     * What there is to say by now of a plugin that is installed, such as a signer whose key was revoked since.
     *
     * @param digest SHA-256 of its jar
     */
    default List<Problem> problems(String pluginId, String digest) throws Exception {
        return List.of();
    }

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
