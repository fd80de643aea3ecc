package dev.pergola.execution.internal;

import dev.pergola.api.annotation.Named;
import dev.pergola.api.extension.Extension;
import dev.pergola.execution.PluginInstance;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** Reads the properties of a plugin's service: they are the plugin's, so they may be anything and any number. */
final class ServiceProperties {
    private static final int MOST_PROPERTIES = 100;
    private static final int MOST_ITEMS = 200;
    private static final int LONGEST_TEXT = 4_096;
    private static final String COMPONENT_NAME = "component.name";

    private static final Set<String> NOT_ATTRIBUTES = Set.of(
            Constants.OBJECTCLASS,
            Constants.SERVICE_ID,
            Constants.SERVICE_BUNDLEID,
            Constants.SERVICE_SCOPE,
            Constants.SERVICE_RANKING,
            "component.id");

    private ServiceProperties() {}

    static long serviceId(ServiceReference<?> reference) {
        return reference.getProperty(Constants.SERVICE_ID) instanceof Long id ? id : Long.MAX_VALUE;
    }

    /** The names of the types that a service is offered as, without those of OSGi itself. */
    static Set<String> types(ServiceReference<?> reference) {
        Set<String> types = new LinkedHashSet<>(texts(reference, Constants.OBJECTCLASS));
        types.removeIf(type -> type.startsWith("org.osgi."));
        return types;
    }

    static Set<String> texts(ServiceReference<?> reference, String key) {
        Set<String> texts = new LinkedHashSet<>();
        Object value = plain(reference.getProperty(key));
        if (value instanceof String text) texts.add(text);
        if (value instanceof List<?> list) {
            for (Object item : list) if (item instanceof String text) texts.add(text);
        }
        return texts;
    }

    static Extension extension(ServiceReference<?> reference, String type, PluginInstance instance) {
        return new Extension(
                type,
                name(reference, type),
                instance.metadata().id(),
                instance.metadata().version().toString(),
                reference.getProperty(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0,
                attributes(reference));
    }

    private static String name(ServiceReference<?> reference, String type) {
        for (String key : List.of(Named.PROPERTY, COMPONENT_NAME)) {
            if (reference.getProperty(key) instanceof String name && !name.isBlank()) {
                return Texts.bounded(name, Texts.NAME);
            }
        }
        return type.substring(Math.max(type.lastIndexOf('.'), type.lastIndexOf('$')) + 1);
    }

    private static Map<String, Object> attributes(ServiceReference<?> reference) {
        Map<String, Object> attributes = new LinkedHashMap<>();
        for (String key : reference.getPropertyKeys()) {
            if (NOT_ATTRIBUTES.contains(key) || key.length() > Texts.NAME) continue;
            if (attributes.size() >= MOST_PROPERTIES) break;
            Object value = plain(reference.getProperty(key));
            if (value != null) attributes.put(key, value);
        }
        return attributes;
    }

    /** A value as JSON-like data; null where it is none. Only classes of the JDK are asked for anything. */
    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof String text) return Texts.bounded(text, LONGEST_TEXT);
        if (value instanceof Boolean
                || value instanceof Integer
                || value instanceof Long
                || value instanceof Double
                || value instanceof Float
                || value instanceof Short
                || value instanceof Byte) return value;
        if (value == null
                || value.getClass().getClassLoader() != null
                        && !value.getClass().isArray()) return null;
        List<Object> items = new ArrayList<>();
        if (value.getClass().isArray()) {
            for (int i = 0; i < Math.min(MOST_ITEMS, Array.getLength(value)); i++)
                addScalar(items, Array.get(value, i));
            return items;
        }
        if (value instanceof Collection<?> collection) {
            for (Object item : collection) {
                if (items.size() >= MOST_ITEMS) break;
                addScalar(items, item);
            }
            return items;
        }
        return null;
    }

    private static void addScalar(List<Object> items, @Nullable Object item) {
        Object scalar = item == null || item.getClass().isArray() || item instanceof Collection<?> ? null : plain(item);
        if (scalar != null) items.add(scalar);
    }
}
