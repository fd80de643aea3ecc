package dev.pergola.launcher;

/** A command cannot go on. The message is for the operator: what, where, why and what to do next. */
public final class LauncherException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ExitCode exitCode;

    /** With a message for the operator. */
    public LauncherException(ExitCode exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    /** With a message for the operator and what was thrown, for the log. */
    public LauncherException(ExitCode exitCode, String message, Throwable cause) {
        super(message, cause);
        this.exitCode = exitCode;
    }

    /** How the program ends because of it. */
    public ExitCode exitCode() {
        return exitCode;
    }
}
