package dev.pergola.api;

/** Root of the SDK's exceptions. A plugin may throw any exception; these say more about what went wrong. */
public class PluginException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With a message that says what, where, why and what to do next. */
    public PluginException(String message) {
        super(message);
    }

    /** With what caused it. */
    public PluginException(String message, Throwable cause) {
        super(message, cause);
    }
}
