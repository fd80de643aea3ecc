package dev.pergola.api;

/** Thrown by a plugin for input that it cannot work with. The call ends as rejected, with this message. */
public final class InvalidInputException extends PluginException {
    private static final long serialVersionUID = 1L;

    /** With a message that names the field and what is expected of it. */
    public InvalidInputException(String message) {
        super(message);
    }
}
