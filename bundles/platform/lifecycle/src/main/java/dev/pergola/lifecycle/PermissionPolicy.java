package dev.pergola.lifecycle;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Decides, before a jar is installed, whether what it asks for has been granted. Offered as an OSGi service by the
 * bundle that enforces permissions; where there is none, permissions are recorded and not enforced, and every listing
 * says so.
 */
@ConsumerType
public interface PermissionPolicy {
    /** The verdict: {@link Verdict.Hold} where an operator has to approve first. */
    Verdict decide(Candidate candidate);
}
