package dev.pergola.api.event;

import org.osgi.annotation.versioning.ProviderType;

/** A subscription to events, until it is closed or its plugin stops. */
@ProviderType
public interface Subscription extends AutoCloseable {
    /** Ends it. No new event is delivered after this returns. */
    @Override
    void close();
}
