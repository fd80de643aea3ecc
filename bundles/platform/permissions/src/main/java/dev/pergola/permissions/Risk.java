package dev.pergola.permissions;

/** What can go wrong where a permission gets into the wrong hands, least first. */
public enum Risk {
    /** Next to nothing: it tells things that are no secret. */
    LOW,
    /** Some data may leak, or some work be disturbed. */
    MEDIUM,
    /** Data of others may be read, changed or lost. */
    HIGH,
    /** Whoever has it may become master of the whole process, or of who operates it. */
    CRITICAL
}
