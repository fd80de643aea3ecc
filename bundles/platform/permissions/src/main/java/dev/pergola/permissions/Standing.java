package dev.pergola.permissions;

/** How it stands with something that a plugin asks for. */
public enum Standing {
    /** All of it was granted. */
    GRANTED,
    /** Some of it was granted, and the rest was refused. */
    PARTLY_GRANTED,
    /** It was refused, or granted once and taken back. */
    REFUSED,
    /** It was granted until a time that is over. */
    EXPIRED,
    /** The site denies it, whatever was granted. */
    DENIED,
    /** A rule of the site grants it as soon as the plugin is started. */
    BY_RULE,
    /** Nobody has decided; until somebody does, the version that asks for it is held. */
    UNDECIDED;

    /** Whether nobody has to be asked any more. */
    public boolean isDecided() {
        return this != UNDECIDED;
    }
}
