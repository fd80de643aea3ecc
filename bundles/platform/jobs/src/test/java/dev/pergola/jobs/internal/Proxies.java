package dev.pergola.jobs.internal;

import java.lang.reflect.Proxy;
import java.util.Map;

/** Stand-ins for interfaces of which a test needs a method or two. */
final class Proxies {
    private Proxies() {}

    /** What each method answers to its first argument, by name. */
    interface Answer {
        Object to(Object[] arguments);
    }

    static <T> T of(Class<T> type, Map<String, Answer> answers) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> switch (method.getName()) {
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    case "toString" -> type.getSimpleName();
                    default -> {
                        Answer answer = answers.get(method.getName());
                        if (answer == null) throw new UnsupportedOperationException(method.toString());
                        yield answer.to(arguments);
                    }
                }));
    }
}
