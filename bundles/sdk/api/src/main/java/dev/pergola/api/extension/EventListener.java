package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.event.Event;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Reacts to events of the topics it names with {@link dev.pergola.api.annotation.EventTopics}. Each event is a call
 * like any other: with a deadline, metered and logged. Only the current version of a plugin hears events.
 */
@ConsumerType
public interface EventListener {
    /** Handles one event. */
    void onEvent(Event event, ExecutionContext context) throws Exception;
}
