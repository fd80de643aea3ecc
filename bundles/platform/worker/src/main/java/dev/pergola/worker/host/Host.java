package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.worker.link.Message;
import java.util.List;

/**
 * Brings the one plugin of a sandbox up, and holds it to its permissions. Those are replaced on one thread, also while the
 * plugin is loaded on another.
 */
public interface Host {
    /**
     * Replaces all rows of permissions; they are in force when this returns. Throws {@link RuntimeException} where they cannot be,
     * and then nobody can tell what holds. Before the plugin is loaded, for the first time.
     *
     * @param until when the first of them changes by itself, in milliseconds; {@link Long#MAX_VALUE} for never
     */
    void permit(List<String> rows, long until);

    /**
     * Loads the plugin. None of its code has run when this returns.
     *
     * @param context what its components get
     */
    Components load(Message.Load load, PluginContext context) throws Exception;
}
