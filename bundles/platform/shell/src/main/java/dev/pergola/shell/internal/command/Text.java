package dev.pergola.shell.internal.command;

import java.util.Locale;

/**
 * Makes text from elsewhere fit for a terminal. A plugin's name, message or log line could otherwise move the cursor,
 * change the window's title or turn the reading direction round.
 */
public final class Text {
    /** Longest text that is shown; what is beyond it is cut. */
    public static final int MAX_LENGTH = 1_000_000;

    private Text() {}

    /** As one line: line breaks and tabs become spaces, other control characters become visible. */
    public static String line(String text) {
        return clean(text, false);
    }

    /** The same with line breaks and tabs left in place. */
    public static String block(String text) {
        return clean(text, true);
    }

    private static String clean(String text, boolean keepBreaks) {
        boolean cut = text.length() > MAX_LENGTH;
        int length = cut ? MAX_LENGTH : text.length();
        int first = 0;
        while (first < length && harmless(text.charAt(first))) first++;
        if (first == text.length()) return text;
        StringBuilder clean = new StringBuilder(length + 16).append(text, 0, first);
        for (int i = first; i < length; i++) {
            char c = text.charAt(i);
            if (harmless(c) || (keepBreaks && (c == '\n' || c == '\t'))) clean.append(c);
            else if (c == '\n' || c == '\t') clean.append(' ');
            else if (c != '\r') clean.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
        }
        return cut ? clean.append('…').toString() : clean.toString();
    }

    private static boolean harmless(char c) {
        if (c < 0x20 || (c >= 0x7f && c < 0xa0)) return false;
        boolean turnsDirection = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
        return !turnsDirection && c != 0x2028 && c != 0x2029;
    }
}
