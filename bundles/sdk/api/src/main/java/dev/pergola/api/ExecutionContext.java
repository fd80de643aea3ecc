package dev.pergola.api;

import java.time.Duration;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;
import org.slf4j.Logger;

/** One call into a plugin: its id, its deadline, and a way to report progress. Valid until the call returns. */
@ProviderType
public interface ExecutionContext {
    /** Unique id of this execution; it is in the log and in the result. */
    String executionId();

    /** The plugin's view of its host. */
    PluginContext plugin();

    /** What the caller sent along, such as who asked; unmodifiable. */
    Map<String, Object> attributes();

    /** Time left until the deadline, never negative. */
    Duration remaining();

    /** Whether the call has been cancelled or has run out of time. Long loops ask now and then. */
    boolean cancelled();

    /**
     * Reports progress.
     *
     * @param fraction from 0 to 1
     * @param message what is being done
     */
    void progress(double fraction, String message);

    /** The plugin's logger. */
    Logger logger();
}
