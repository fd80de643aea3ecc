package dev.pergola.worker.host;

import dev.pergola.api.extension.TaskProcessor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.wiring.BundleWiring;

/** The services of a bundle. */
final class FrameworkComponents implements Components {
    private final BundleContext framework;
    private final Bundle bundle;

    FrameworkComponents(BundleContext framework, Bundle bundle) {
        this.framework = framework;
        this.bundle = bundle;
    }

    @Override
    public void start() throws BundleException {
        bundle.start(Bundle.START_TRANSIENT);
    }

    @Override
    public TaskProcessor processor(String name) {
        for (ServiceReference<?> reference : registered(TaskProcessor.class)) {
            if (!name.equals(ExtensionName.of(reference::getProperty))) continue;
            if (framework.getService(reference) instanceof TaskProcessor processor) return processor;
            throw new IllegalStateException("The component of " + name + " did not start; the log says why");
        }
        throw new IllegalStateException("There is no task processor " + name
                + " in the sandbox: a component of it waits for a service that only the kernel's process has");
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        BundleContext own = bundle.getBundleContext();
        if (own == null) throw new IllegalStateException("The plugin is not running");
        try {
            ServiceReference<?> @Nullable [] references = own.getServiceReferences(type.getName(), null);
            if (references == null) return List.of();
            return Arrays.stream(references)
                    .sorted(Comparator.reverseOrder())
                    .map(own::getService)
                    .filter(Objects::nonNull)
                    .<T>map(type::cast)
                    .toList();
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("A null filter has no syntax", e);
        }
    }

    @Override
    public <T> List<T> provided(Class<T> type) {
        return registered(type).stream()
                .map(framework::getService)
                .filter(type::isInstance)
                .<T>map(type::cast)
                .toList();
    }

    private List<ServiceReference<?>> registered(Class<?> type) {
        List<ServiceReference<?>> found = new ArrayList<>();
        ServiceReference<?> @Nullable [] registered = bundle.getRegisteredServices();
        if (registered == null) return found;
        for (ServiceReference<?> reference : registered) {
            boolean is = reference.getProperty(Constants.OBJECTCLASS) instanceof String[] types
                    && Arrays.asList(types).contains(type.getName());
            if (is) found.add(reference);
        }
        return found;
    }

    @Override
    public ClassLoader classes() {
        return bundle.adapt(BundleWiring.class).getClassLoader();
    }
}
