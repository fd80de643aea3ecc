package dev.pergola.permissions.internal;

import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;

/**
 * Those who remember decisions or have copies of the rows: services of the type {@link Runnable} with the property {@code
 * pergola.when=permissions.changed}. They come and go, so they are looked for at each change.
 */
final class ChangeListeners {
    private static final String FILTER = "(pergola.when=permissions.changed)";

    private ChangeListeners() {}

    /** Tells all of them; a change is in force when this returns. */
    static void tell(BundleContext context) {
        try {
            for (ServiceReference<Runnable> reference : context.getServiceReferences(Runnable.class, FILTER)) {
                Runnable listener = context.getService(reference);
                if (listener != null) listener.run();
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("A constant filter is well formed", e);
        }
    }
}
