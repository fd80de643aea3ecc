package dev.pergola.permissions.internal;

import java.util.function.LongConsumer;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Those who remember decisions or have copies of the rows: services of the type {@link LongConsumer} with the property {@code
 * pergola.when=permissions.changed}. They come and go, so they are looked for at each change.
 */
final class ChangeListeners {
    private static final String FILTER = "(pergola.when=permissions.changed)";

    private ChangeListeners() {}

    /**
     * Tells all of them; a change is in force when this returns.
     *
     * @param until when the rows change by themselves, see {@link System#currentTimeMillis}; {@link Long#MAX_VALUE} for never
     */
    static void tell(BundleContext context, long until) {
        try {
            for (ServiceReference<LongConsumer> reference : context.getServiceReferences(LongConsumer.class, FILTER)) {
                LongConsumer listener = context.getService(reference);
                if (listener != null) listener.accept(until);
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("A constant filter is well formed", e);
        }
    }
}
