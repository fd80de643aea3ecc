package dev.pergola.plugins.wordcount;

import java.util.Locale;
import java.util.Set;

/**
 * Goes through a text word by word, and counts sentences and paragraphs on the way. A word is a run of letters, marks
 * and digits; an apostrophe or a hyphen between two of them belongs to it. A sentence ends with a full stop, an
 * exclamation or question mark that white space or the end follows, or with a blank line, provided it has a word; the
 * usual abbreviations of titles do not end one.
 */
final class TextScanner {
    private static final Set<String> TITLES = Set.of("mr", "mrs", "ms", "dr", "st", "capt", "prof", "rev", "messrs");
    private final String text;
    private int position;
    private int sentences;
    private int paragraphs;
    private boolean inSentence;
    private boolean inParagraph;
    private String word = "";

    TextScanner(String text) {
        this.text = text;
    }

    /** Goes to the next word; tells whether there is one. */
    boolean next() {
        while (position < text.length()) {
            int c = text.codePointAt(position);
            if (isWordPart(c)) {
                readWord();
                return true;
            }
            if (c == '\n' && blankLineAt(position)) endParagraph();
            if (isTerminator(c) && endsSentenceAt(position)) endSentence();
            position += Character.charCount(c);
        }
        endParagraph();
        return false;
    }

    /** The word that the last call of {@link #next()} found. */
    String word() {
        return word;
    }

    /** Sentences that have ended so far. */
    int sentences() {
        return sentences;
    }

    /** Paragraphs that have ended so far. */
    int paragraphs() {
        return paragraphs;
    }

    private void readWord() {
        int start = position;
        while (position < text.length()) {
            int c = text.codePointAt(position);
            boolean joins = isJoiner(c) && position + 1 < text.length() && isWordPart(text.codePointAt(position + 1));
            if (!isWordPart(c) && !joins) break;
            position += Character.charCount(c);
        }
        word = text.substring(start, position);
        inSentence = true;
        inParagraph = true;
    }

    private void endSentence() {
        if (inSentence) sentences++;
        inSentence = false;
    }

    private void endParagraph() {
        endSentence();
        if (inParagraph) paragraphs++;
        inParagraph = false;
    }

    private boolean endsSentenceAt(int index) {
        if (text.charAt(index) == '.' && TITLES.contains(word.toLowerCase(Locale.ROOT)) && wordEndsAt(index)) {
            return false;
        }
        int after = index + 1;
        while (after < text.length() && isCloser(text.charAt(after))) after++;
        return after == text.length() || Character.isWhitespace(text.charAt(after)) || text.charAt(after) == '\u2014';
    }

    private boolean wordEndsAt(int index) {
        return text.startsWith(word, index - word.length());
    }

    private boolean blankLineAt(int index) {
        int after = index + 1;
        while (after < text.length() && text.charAt(after) != '\n' && Character.isWhitespace(text.charAt(after)))
            after++;
        return after < text.length() && text.charAt(after) == '\n';
    }

    private static boolean isWordPart(int c) {
        return Character.isLetterOrDigit(c) || Character.getType(c) == Character.NON_SPACING_MARK;
    }

    private static boolean isJoiner(int c) {
        return c == '\'' || c == '\u2019' || c == '-' || c == '\u2010';
    }

    private static boolean isTerminator(int c) {
        return c == '.' || c == '!' || c == '?' || c == '\u2026';
    }

    private static boolean isCloser(char c) {
        return isTerminator(c) || c == '"' || c == '\'' || c == '\u201D' || c == '\u2019' || c == ')' || c == ']';
    }
}
