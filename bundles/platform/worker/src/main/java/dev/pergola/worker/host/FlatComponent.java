package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.worker.link.Message.Component;
import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A component, and what was made of it. One that fails is made anew when it is asked for the next time, as in the kernel. */
final class FlatComponent {
    private static final Logger LOG = LoggerFactory.getLogger(FlatComponent.class);

    /** As in Declarative Services. */
    private static final int PATIENCE_SECONDS = 5;

    private final Component component;
    private final Map<String, Object> properties;
    private final PluginLoader loader;
    private final PluginContext context;
    private final ReentrantLock making = new ReentrantLock();
    private volatile @Nullable Object instance;

    FlatComponent(Component component, Map<String, Object> properties, PluginLoader loader, PluginContext context) {
        this.component = component;
        this.properties = properties;
        this.loader = loader;
        this.context = context;
    }

    Map<String, Object> properties() {
        return properties;
    }

    boolean isImmediate() {
        return component.immediate();
    }

    boolean isA(Class<?> type) {
        return component.services().contains(type.getName());
    }

    /** Empty where it fails or takes too long, which is logged, or where it is asked for by itself while it is made. */
    Optional<Object> instance() {
        @Nullable Object known = instance;
        return known == null ? made() : Optional.of(known);
    }

    private Optional<Object> made() {
        if (!isMine()) {
            LOG.error("The component {} is being made by another thread, and was not waited for", component.name());
            return Optional.empty();
        }
        try {
            @Nullable Object known = instance;
            if (known != null || making.getHoldCount() > 1) return Optional.ofNullable(known);
            Object made = new Activation(component, properties, loader, context).run();
            instance = made;
            return Optional.of(made);
        } catch (InvocationTargetException e) {
            LOG.error("The component {} does not start", component.name(), e.getCause());
            return Optional.empty();
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOG.error("The component {} does not start", component.name(), e);
            return Optional.empty();
        } finally {
            making.unlock();
        }
    }

    /** Not for ever: two may wait for each other. */
    private boolean isMine() {
        try {
            // First without a look at whether this thread has been interrupted.
            return making.tryLock() || making.tryLock(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
