package dev.pergola.sandbox.internal;

import dev.pergola.execution.PluginInstance;

/** One for all who wait for it: what they see is the same failure. */
final class NotStartedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    NotStartedException(PluginInstance instance, Throwable cause) {
        super(instance + " did not start in its sandbox: " + cause.getMessage(), cause);
    }
}
