package dev.pergola.api.event;

import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Sends and receives events. Handlers run on threads of the platform, one event at a time for each subscription and in
 * order; what one throws is logged and harms nobody. Plugins may not send under {@code pergola/}.
 */
@ProviderType
public interface EventBus {
    /**
     * Subscribes to a topic: its name, a prefix followed by {@code /*}, or {@code *} for all.
     *
     * @return closes the subscription; closing twice does nothing
     */
    Subscription on(String topic, Consumer<Event> handler);

    /** Subscribes for the next event only. */
    Subscription once(String topic, Consumer<Event> handler);

    /** Ends every subscription of this handler to this topic that was made through this bus. */
    void off(String topic, Consumer<Event> handler);

    /**
     * Sends an event and returns at once.
     *
     * @param data JSON-like data
     * @return completes with the recorded event once it is durable, or fails where it could not be recorded
     */
    CompletionStage<Event> emit(String topic, Map<String, ?> data);
}
