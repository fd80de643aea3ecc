package dev.pergola.vetting.internal.scan;

/** How much a finding weighs, lightest first. */
public enum Level {
    /** Nothing to say of it; it only shows which permissions the code needs. */
    NONE,
    /** Somebody may want to know. */
    WARN,
    /** Somebody has to decide. */
    HOLD,
    /** Not acceptable. */
    BLOCK;

    /** The lighter one of two. */
    public Level atMost(Level other) {
        return compareTo(other) <= 0 ? this : other;
    }

    /** One lighter; what is to be known stays to be known. */
    public Level lighter() {
        return this == BLOCK ? HOLD : this == HOLD ? WARN : this;
    }
}
