package dev.pergola.shell.internal.command;

/** How a piece of text looks on a terminal that has colours. */
public enum Style {
    /** Active, done. */
    GOOD("32"),
    /** Failed, refused. */
    BAD("31"),
    /** Needs attention. */
    WARN("33"),
    /** On its way. */
    BUSY("36"),
    /** Of less importance. */
    MUTED("90"),
    /** Headings and names. */
    STRONG("1");

    private final String code;

    Style(String code) {
        this.code = code;
    }

    /** A piece of text in this style. */
    public Styled of(Object text) {
        return new Styled(this, String.valueOf(text));
    }

    String wrap(String text) {
        return text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
    }

    /**
     * Text with a style.
     *
     * @param style the style
     * @param text the text, not yet cleaned
     */
    public record Styled(Style style, String text) {
        @Override
        public String toString() {
            return text;
        }
    }
}
