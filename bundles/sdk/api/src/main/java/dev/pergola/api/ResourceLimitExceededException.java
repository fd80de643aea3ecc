package dev.pergola.api;

/** Thrown where a plugin uses more of a resource than its quota. The call ends as resource_limit_exceeded. */
public final class ResourceLimitExceededException extends PluginException {
    private static final long serialVersionUID = 1L;

    /** With a message that names the quota, the limit and what was asked for. */
    public ResourceLimitExceededException(String message) {
        super(message);
    }
}
