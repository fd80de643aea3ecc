package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.worker.link.Message.Component;
import java.lang.reflect.InvocationTargetException;
import java.security.AccessController;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A component, and what was made of it. One that fails is made anew when it is asked for the next time, as in the kernel. */
final class FlatComponent {
    private static final Logger LOG = LoggerFactory.getLogger(FlatComponent.class);

    private final Component component;
    private final Map<String, Object> properties;
    private final PluginLoader loader;
    private final PluginContext context;
    private final Object making;
    private volatile @Nullable Object instance;
    private boolean isBeingMade;

    FlatComponent(
            Component component,
            Map<String, Object> properties,
            PluginLoader loader,
            PluginContext context,
            Object making) {
        this.component = component;
        this.properties = properties;
        this.loader = loader;
        this.context = context;
        this.making = making;
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

    /** Empty where it fails, which is logged, or where it is asked for by itself while it is made. */
    Optional<Object> instance() {
        @Nullable Object known = instance;
        return known == null ? made() : Optional.of(known);
    }

    private Optional<Object> made() {
        synchronized (making) {
            @Nullable Object known = instance;
            if (known != null || isBeingMade) return Optional.ofNullable(known);
            isBeingMade = true;
            try {
                Object made = activated();
                instance = made;
                return Optional.of(made);
            } catch (InvocationTargetException e) {
                LOG.error("The component {} does not start", component.name(), e.getCause());
                return Optional.empty();
            } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
                LOG.error("The component {} does not start", component.name(), e);
                return Optional.empty();
            } finally {
                isBeingMade = false;
            }
        }
    }

    /** In the worker's own name: who asks may be the plugin, which need not be allowed to do what that takes. */
    @SuppressWarnings("removal") // Until it is gone there is nothing better.
    private Object activated() throws ReflectiveOperationException {
        Activation activation = new Activation(component, properties, loader, context);
        try {
            return AccessController.doPrivileged((PrivilegedExceptionAction<Object>) activation::run);
        } catch (PrivilegedActionException e) {
            throw e.getException() instanceof ReflectiveOperationException failure
                    ? failure
                    : new ReflectiveOperationException(e.getException());
        }
    }
}
