package dev.pergola.worker.host;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;

/** As much of a bundle as code for bundles asks for that is used here without a framework: a location, and classes. */
final class StandIn {
    private final String location;
    private final ClassLoader classes;

    private StandIn(String location, ClassLoader classes) {
        this.location = location;
        this.classes = classes;
    }

    static Bundle at(String location, ClassLoader classes) {
        StandIn bundle = new StandIn(location, classes);
        return (Bundle) Proxy.newProxyInstance(
                StandIn.class.getClassLoader(),
                new Class<?>[] {Bundle.class},
                (proxy, method, arguments) -> bundle.answer(method, arguments));
    }

    private Object answer(Method method, @Nullable Object @Nullable [] arguments) throws ClassNotFoundException {
        return switch (method.getName()) {
            case "getLocation", "toString" -> location;
            case "loadClass" -> classes.loadClass(arguments == null ? "" : String.valueOf(arguments[0]));
            default -> throw new UnsupportedOperationException(method + " of a bundle, where there is no framework");
        };
    }
}
