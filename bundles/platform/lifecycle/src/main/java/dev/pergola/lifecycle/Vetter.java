package dev.pergola.lifecycle;

import java.util.List;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Looks at a jar before anything of it is installed: its signature, its code, its vulnerabilities. Any number of them,
 * offered as OSGi services, are asked in the order of {@code service.ranking}, highest first; the first verdict that does
 * not pass ends it. One that throws or exceeds its time has failed, and the jar is refused.
 */
@ConsumerType
public interface Vetter {
    /** The name that verdicts carry. */
    String name();

    /** What it finds; empty where it has nothing to say. */
    List<Verdict> vet(Candidate candidate) throws Exception;
}
