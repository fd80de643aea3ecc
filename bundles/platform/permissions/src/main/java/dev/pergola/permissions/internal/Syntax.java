package dev.pergola.permissions.internal;

import java.util.Optional;

/** How the targets of a permission are written, and how two of them compare. Targets are normal once written right. */
interface Syntax {
    /** Longest target. */
    int LONGEST = 1024;

    /** How a target is written, for people. */
    String expects();

    /** What an empty target stands for; empty where there has to be a target, or is none. */
    String otherwise();

    /**
     * A target as it is kept and compared.
     *
     * @throws IllegalArgumentException saying what is wrong with it, to be followed by what is expected
     */
    String normal(String target);

    /** Whether everything that {@code narrow} stands for is in {@code wide} too; both are normal. */
    boolean covers(String wide, String narrow, Places places);

    /** What two normal targets have in common, as a normal target. */
    Optional<String> common(String one, String other, Places places);

    /** A normal target in words. */
    String shown(String target);

    /** Where one covers the other, or they have nothing in common, that is all there is to it. */
    static Optional<String> narrower(Syntax syntax, String one, String other, Places places) {
        if (syntax.covers(one, other, places)) return Optional.of(other);
        return syntax.covers(other, one, places) ? Optional.of(one) : Optional.empty();
    }

    /** Bounds what a plugin hands in, and what no target has use for. */
    static String plain(String target) {
        if (target.length() > LONGEST) {
            throw new IllegalArgumentException("is longer than " + LONGEST + " characters");
        }
        if (target.chars().anyMatch(c -> c < ' ' || c == 0x7F || Character.isSurrogate((char) c))) {
            throw new IllegalArgumentException("has characters that cannot be seen");
        }
        return target.trim();
    }
}
