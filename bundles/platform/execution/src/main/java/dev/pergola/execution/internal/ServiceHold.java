package dev.pergola.execution.internal;

import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/**
 * A plugin's service, got at its first use and held while it is registered. Getting it may run the plugin's constructor,
 * which is why it happens within a call, without a lock, and not when the service appears.
 */
final class ServiceHold {
    private final BundleContext context;
    private final ServiceReference<?> reference;
    private final AtomicReference<@Nullable Object> service = new AtomicReference<>();
    private volatile boolean released;

    ServiceHold(BundleContext context, ServiceReference<?> reference) {
        this.context = context;
        this.reference = reference;
    }

    ServiceReference<?> reference() {
        return reference;
    }

    /** The service; null where its component did not start, or where it has gone. */
    @Nullable
    Object service() {
        Object held = service.get();
        if (held != null || released) return held;
        Object got = context.getService(reference);
        if (got == null) return null;
        if (!service.compareAndSet(null, got)) unget();
        else if (released && service.compareAndSet(got, null)) unget();
        return got;
    }

    void release() {
        released = true;
        if (service.getAndSet(null) != null) unget();
    }

    private void unget() {
        try {
            context.ungetService(reference);
        } catch (IllegalStateException stopping) {
            // The framework has let go of it already.
        }
    }
}
