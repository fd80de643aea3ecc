package dev.pergola.execution;

import dev.pergola.api.ResourceUsage;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses the tier for each call. Offered as an OSGi service; execution asks the one of the highest ranking, and runs
 * everything in process where there has never been one, and the operator wants nothing in a sandbox; while one that was there is
 * gone, tasks are rejected. A call whose tier no {@link Dispatcher} runs is rejected: it never falls back
 * to another one.
 */
@ConsumerType
@FunctionalInterface
public interface TierPolicy {
    /** What is chosen where nobody offers a policy. */
    TierPolicy IN_PROCESS = (instance, call) -> Tier.IN_PROCESS;

    /** The tier for a call of an instance. Asked before every call, on its caller's thread: answers at once. */
    Tier tier(PluginInstance instance, Asked call);

    /**
     * Is told of each call that was made and has ended, so that what calls cost can be learnt from. On the thread that ended
     * it: returns at once.
     *
     * @param tier where it was made
     * @param usage what it consumed; of a call that was given up, what it had consumed until then
     */
    default void ended(PluginInstance instance, Asked call, Tier tier, ResourceUsage usage) {}

    /**
     * What is asked.
     *
     * @param type name of the extension point
     * @param extension name of the extension
     * @param attributes what the extension says of itself: its service properties
     * @param operation what is asked, such as the type of a task
     * @param portable whether any tier can run it, as it is data in, data out: a task; anything else is code that only
     *     this process has, and runs nowhere else
     * @param lifecycle whether it is part of the plugin's life, such as its initialization
     */
    record Asked(
            String type,
            String extension,
            Map<String, Object> attributes,
            String operation,
            boolean portable,
            boolean lifecycle) {}
}
