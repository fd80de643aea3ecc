package dev.pergola.vetting;

import java.time.Instant;
import java.util.List;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What follows from a finding. Each rule has a level of its own; the configuration ({@code vetting.rules}) changes it for
 * all jars or for those of some trust; and a person may accept one finding about one jar, which is then a warning that says
 * so. A check that did not work refuses whatever anybody says.
 */
@ProviderType
public interface VettingPolicy {
    /** What the configuration says, the most specific first, each as {@code rule[@trust]=level}. */
    List<String> settings();

    /** The accepted findings, newest first, those that have expired among them. */
    List<Acceptance> overrides();

    /**
     * Accepts a finding. It counts for this jar and rule alone, from the next time that the jar is looked at.
     *
     * @param digest SHA-256 of the jar
     * @param rule the check whose finding is accepted, such as {@code signature.unsigned}
     * @param reason why; not empty
     * @param until until when it counts
     * @param actor who takes the responsibility
     * @throws VettingException where one of these makes no sense
     */
    Acceptance accept(String digest, String rule, String reason, Instant until, String actor);

    /** Takes back that a finding was accepted; tells whether it was there. What is installed by then stays installed. */
    boolean withdraw(long id, String actor);

    /** What follows from a finding, least first. */
    enum Level {
        /** Nothing. */
        PASS,
        /** It is said. */
        WARN,
        /** Somebody has to decide. */
        HOLD,
        /** The jar is refused. */
        BLOCK
    }

    /**
     * An accepted finding.
     *
     * @param id its number
     * @param digest SHA-256 of the jar
     * @param rule the rule
     * @param author who accepted it
     * @param reason why
     * @param createdAt when
     * @param expiresAt until when it counts
     */
    record Acceptance(
            long id, String digest, String rule, String author, String reason, Instant createdAt, Instant expiresAt) {}
}
