package dev.pergola.api;

import dev.pergola.api.event.EventBus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.annotation.versioning.ProviderType;
import org.osgi.framework.Version;
import org.slf4j.Logger;

/**
 * A plugin's view of its host. Each plugin gets its own, as an OSGi service: {@code @Reference PluginContext context}.
 * It is valid while the plugin runs; after that its methods throw {@link IllegalStateException}.
 */
@ProviderType
public interface PluginContext {
    /** What this plugin says of itself. */
    PluginMetadata plugin();

    /** The platform's version. */
    Version engineVersion();

    /** The configuration as it is now. */
    Configuration configuration();

    /** The plugin's logger, {@code plugin.<id>}; the operator sets its level at run time. */
    Logger logger();

    /** What the plugin remembers across calls, reloads, updates and restarts. */
    StateStore state();

    /** The event bus. Subscriptions made through it end with the plugin. */
    EventBus events();

    /** The highest-ranked service of a type that another plugin or the platform offers. */
    <T> Optional<T> service(Class<T> type);

    /** All services of a type, highest-ranked first. */
    <T> List<T> services(Class<T> type);

    /** A directory of the plugin's own. It exists, survives updates, and goes with the plugin. */
    Path dataDirectory();

    /**
     * Makes sure that whoever calls this plugin may do something: for what a plugin does for others and not for everybody.
     * The permission is one that this plugin defines, by a capability {@code pergola.permission.definition}; others ask for
     * it with {@code @RequiresPermission}, and an operator grants it. All code on the stack is asked about, and that which
     * started the thread, but for this plugin's own; where nobody else is, as when the platform itself calls, all is well.
     * Who sends an event is no caller.
     *
     * <pre>
     * public Invoice read(String customer) {
     *     context.requirePermission("invoices.read", customer);
     *     …
     * }
     * </pre>
     *
     * <p>Do not catch what this throws: the call of the one that may not ends as {@link Status#SECURITY_VIOLATION} with it, and
     * counts as its violation, not as this plugin's.
     *
     * @param permission its name, which begins with this plugin's id and a dot
     * @param target what it is to be done to, such as the name of a customer; empty for all there is
     * @throws SecurityException where one of them may not, saying what it lacks and what to do about it
     * @throws IllegalArgumentException where this plugin defines no such permission
     */
    void requirePermission(String permission, String target);

    /** The same as a question, for what can be done in part. Nothing is counted. */
    boolean callerMay(String permission, String target);

    /** What the plugin may use. */
    AvailableResources resources();
}
