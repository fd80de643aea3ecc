package dev.pergola.api;

/** Thrown where an operation names a plugin, or a version of one, that is not installed. */
public final class PluginNotFoundException extends PluginException {
    private static final long serialVersionUID = 1L;

    /** For the given plugin, with what to do about it. */
    public PluginNotFoundException(String message) {
        super(message);
    }
}
