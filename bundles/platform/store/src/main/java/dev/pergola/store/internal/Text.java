package dev.pergola.store.internal;

/** Text on its way into the database. */
final class Text {
    private static final int REPLACEMENT = 0xFFFD;

    private Text() {}

    /** Whether UTF-8 can say it: no half of a surrogate pair. */
    static boolean isWellFormed(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            if (!Character.isHighSurrogate(c) || i + 1 == text.length()) return false;
            if (!Character.isLowSurrogate(text.charAt(++i))) return false;
        }
        return true;
    }

    /** The text with a replacement character for each half of a pair. */
    static String wellFormed(String text) {
        if (isWellFormed(text)) return text;
        StringBuilder result = new StringBuilder(text.length());
        text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? REPLACEMENT : c)
                .forEach(result::appendCodePoint);
        return result.toString();
    }

    /** Text for people that fits into a column of some width; an ellipsis says that it was cut. */
    static String cut(String text, int width) {
        String head = text.length() > 2 * width ? text.substring(0, 2 * width) : text;
        String clean = wellFormed(head).replace('\0', (char) REPLACEMENT);
        if (clean.length() <= width) return clean;
        int end = width - 1;
        if (Character.isHighSurrogate(clean.charAt(end - 1))) end--;
        return clean.substring(0, end) + "…";
    }

    /**
     * Text that names something, and so is kept whole or not at all.
     *
     * @throws IllegalArgumentException where it is wider than its column, or no database would keep it
     */
    static String whole(String what, String text, int width) {
        if (text.length() <= width && isWellFormed(text) && text.indexOf('\0') < 0) return text;
        throw new IllegalArgumentException("The " + what + " must be at most " + width
                + " characters without NUL and without half characters, but it is " + text.length() + " characters: "
                + cut(text, 80));
    }
}
