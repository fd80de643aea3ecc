package dev.pergola.shell.internal.command;

import java.util.List;

/**
 * A command that did not do what was asked. Its message is what the user reads: one line that begins with
 * {@code error:}, then what to do about it. It has no stack trace, and {@code toString} is the message, since that is
 * what Gogo and its clients print.
 */
public final class CommandFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what went wrong, and lines that say what to do about it. */
    public CommandFailure(String message, String... remedies) {
        this(message, List.of(remedies));
    }

    /** With what went wrong, and lines that say what to do about it. */
    public CommandFailure(String message, List<String> remedies) {
        super(compose(message, remedies), null, false, false);
    }

    private static String compose(String message, List<String> remedies) {
        StringBuilder text = new StringBuilder("error: ").append(Text.line(message));
        for (String remedy : remedies) {
            if (!remedy.isBlank()) text.append("\n  ").append(Text.line(remedy));
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return String.valueOf(getMessage());
    }
}
