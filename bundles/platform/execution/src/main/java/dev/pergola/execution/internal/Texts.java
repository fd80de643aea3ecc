package dev.pergola.execution.internal;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Text that a plugin hands over: it may be missing, endless, full of control characters, or throw. */
final class Texts {
    static final int MESSAGE = 2_000;
    static final int NAME = 200;

    private Texts() {}

    /** Cut to a length, without control characters other than line breaks and tabs. */
    static String bounded(String text, int most) {
        String cut = text.length() <= most ? text : text.substring(0, most) + "…";
        for (int i = 0; i < cut.length(); i++) {
            if (odd(cut.charAt(i))) return replaced(cut);
        }
        return cut;
    }

    /** The same for text that must still be asked for. */
    static String bounded(Supplier<@Nullable String> text, int most, String otherwise) {
        try {
            String given = text.get();
            return given == null || given.isBlank() ? otherwise : bounded(given, most);
        } catch (Throwable hostile) {
            return otherwise;
        }
    }

    private static String replaced(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.chars().forEach(c -> clean.append(odd((char) c) ? '\uFFFD' : (char) c));
        return clean.toString();
    }

    private static boolean odd(char c) {
        return (c < ' ' && c != '\n' && c != '\t') || c == '\u007F';
    }
}
