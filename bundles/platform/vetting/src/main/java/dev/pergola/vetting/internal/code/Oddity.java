package dev.pergola.vetting.internal.code;

/**
 * Something about the archive itself, or about a class file as a file, that an honest build does not make.
 *
 * @param kind what sort of thing
 * @param where the entry, {@code lib/inner.jar!/name} inside of a nested jar; empty for the jar itself
 * @param detail what exactly
 */
public record Oddity(Kind kind, String where, String detail) {
    /** The sorts. */
    public enum Kind {
        /** Not to be read as an archive. */
        UNREADABLE,
        /** Unpacks to far more than it is. */
        BOMB,
        /** More entries, classes or nesting than is looked at. */
        TOO_MUCH,
        /** Two entries of one name: which of them is used depends on who reads. */
        DUPLICATE,
        /** A name that leads out of the archive. */
        OUTSIDE,
        /** Something stands before the archive: the file is also something else. */
        PREFIX,
        /** A class file that cannot be read. */
        CLASS_UNREADABLE,
        /** A class file for a Java that is not this one. */
        CLASS_TOO_NEW,
    }
}
