package dev.pergola.api;

/** Thrown by {@link Result#orElseThrow()} for a call that did not succeed. */
public final class PluginCallException extends PluginException {
    private static final long serialVersionUID = 1L;
    private final Status status;

    /** For a call that ended in the given status. */
    public PluginCallException(Status status, String message) {
        super(message);
        this.status = status;
    }

    /** How the call ended. */
    public Status status() {
        return status;
    }
}
