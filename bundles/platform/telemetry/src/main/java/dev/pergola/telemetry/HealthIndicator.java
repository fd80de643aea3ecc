package dev.pergola.telemetry;

import org.osgi.annotation.versioning.ConsumerType;

/** A part of the runtime that can be unwell, offered as an OSGi service. Must answer within a second. */
@ConsumerType
public interface HealthIndicator {
    /** The part's name. */
    String name();

    /** How it is now. */
    Indication indicate();

    /**
     * An answer.
     *
     * @param status how it is
     * @param message why, for an operator
     */
    record Indication(HealthStatus status, String message) {}

    /** How a part, or the whole, is. */
    enum HealthStatus {
        /** Works. */
        UP,
        /** Works, with something amiss. */
        DEGRADED,
        /** Does not work. */
        DOWN
    }
}
