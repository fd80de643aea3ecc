package dev.pergola.testing.fake;

import dev.pergola.api.Configuration;
import dev.pergola.api.PluginException;
import dev.pergola.api.Values;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Configuration for unit tests: as a plugin's context gives it, and as Declarative Services gives it to components.
 *
 * @param values the values
 */
public record FakeConfiguration(Map<String, Object> values) implements Configuration {
    /** Copies. */
    public FakeConfiguration {
        values = Values.copyOf(values);
    }

    /**
     * A configuration annotation with these values, and the annotation's defaults for all others.
     *
     * @param values values by the name of the annotation's element, each of the element's own type
     * @throws IllegalArgumentException where a value names no element or has another type, or an element has neither a
     *     value nor a default
     */
    public static <A extends Annotation> A of(Class<A> type, Map<String, Object> values) {
        Map<String, Object> all = new LinkedHashMap<>();
        for (Method element : type.getDeclaredMethods()) {
            Object value = values.getOrDefault(element.getName(), element.getDefaultValue());
            if (value == null) throw new IllegalArgumentException(element.getName() + " has no default; give a value");
            if (!boxed(element.getReturnType()).isInstance(value)) {
                throw new IllegalArgumentException(element.getName() + " is of type "
                        + element.getReturnType().getSimpleName() + ", but the value is a "
                        + value.getClass().getSimpleName());
            }
            all.put(element.getName(), value);
        }
        for (String name : values.keySet()) {
            if (!all.containsKey(name)) {
                throw new IllegalArgumentException(type.getSimpleName() + " has no element " + name);
            }
        }
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> answer(type, all, proxy, method, arguments)));
    }

    private static Object answer(
            Class<?> type, Map<String, Object> values, Object proxy, Method method, Object @Nullable [] arguments) {
        Object value = values.get(method.getName());
        if (value != null) return value;
        return switch (method.getName()) {
            case "annotationType" -> type;
            case "hashCode" -> System.identityHashCode(proxy);
            case "equals" -> arguments != null && proxy == arguments[0];
            default -> "@" + type.getSimpleName() + values;
        };
    }

    private static Class<?> boxed(Class<?> type) {
        return java.lang.invoke.MethodType.methodType(type).wrap().returnType();
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(String::valueOf);
    }

    @Override
    public Optional<Long> number(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> {
            if (value instanceof Number number) return number.longValue();
            throw new PluginException("The configuration value under " + key + " is no number");
        });
    }

    @Override
    public Optional<Boolean> flag(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> Boolean.valueOf(String.valueOf(value)));
    }

    @Override
    public List<String> texts(String key) {
        Object value = values.get(key);
        if (value == null) return List.of();
        if (value instanceof List<?> list)
            return list.stream().map(String::valueOf).toList();
        return List.of(String.valueOf(value));
    }
}
