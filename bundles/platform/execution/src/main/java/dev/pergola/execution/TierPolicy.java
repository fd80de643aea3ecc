package dev.pergola.execution;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Chooses the tier for each call. Offered as an OSGi service; execution asks the one of the highest ranking, and runs
 * everything in process where there is none. A call whose tier no {@link Dispatcher} runs is rejected: it never falls back
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
     * What is asked.
     *
     * @param type name of the extension point
     * @param extension name of the extension
     * @param operation what is asked, such as the type of a task
     * @param portable whether any tier can run it, as it is data in, data out: a task; anything else is code that only
     *     this process has, and runs nowhere else
     * @param lifecycle whether it is part of the plugin's life, such as its initialization
     */
    record Asked(String type, String extension, String operation, boolean portable, boolean lifecycle) {}
}
