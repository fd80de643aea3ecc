package dev.pergola.worker.link;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Records as maps of their components, and back: what is missing, too much or of another type is an error. Texts, numbers,
 * truth values, enums, records, lists of records or texts, and plain data.
 */
final class Records {
    private final Class<?> type;
    private final List<Part> parts;
    private final Constructor<?> constructor;

    private record Part(String name, Class<?> type, Type generic, Method accessor) {}

    private static final ClassValue<Records> KNOWN = new ClassValue<>() {
        @Override
        protected Records computeValue(Class<?> type) {
            return new Records(type);
        }
    };

    private Records(Class<?> type) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types = new Class<?>[components.length];
        List<Part> all = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            RecordComponent one = components[i];
            types[i] = one.getType();
            one.getAccessor().setAccessible(true);
            all.add(new Part(one.getName(), one.getType(), one.getGenericType(), one.getAccessor()));
        }
        parts = List.copyOf(all);
        try {
            constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("Every record has that constructor", e);
        }
    }

    static Map<String, @Nullable Object> toMap(Record value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Part part : KNOWN.get(value.getClass()).parts) map.put(part.name, plain(read(part, value)));
        return map;
    }

    private static @Nullable Object read(Part part, Record value) {
        try {
            return part.accessor.invoke(value);
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Record record) return toMap(record);
        if (value instanceof Enum<?> constant) return constant.name();
        if (value instanceof List<?> items && !items.isEmpty() && items.get(0) instanceof Record)
            return items.stream().map(Records::plain).toList();
        return value;
    }

    static <R> R fromMap(Class<R> type, Map<?, ?> map) {
        return type.cast(KNOWN.get(type).make(map));
    }

    private Object make(Map<?, ?> map) {
        Object[] arguments = new Object[parts.size()];
        for (int i = 0; i < arguments.length; i++) {
            Part part = parts.get(i);
            if (!map.containsKey(part.name)) throw wrong(part, "is missing");
            arguments[i] = value(part, map.get(part.name));
        }
        if (map.size() != arguments.length)
            throw new LinkException("A " + type.getSimpleName() + " has more than it should: " + map.keySet());
        try {
            return constructor.newInstance(arguments);
        } catch (ReflectiveOperationException | IllegalArgumentException e) {
            throw new LinkException("A " + type.getSimpleName() + " cannot be made", e);
        }
    }

    private @Nullable Object value(Part part, @Nullable Object given) {
        Class<?> wanted = part.type;
        if (wanted == Object.class) return given;
        if (given instanceof Number number && wanted.isPrimitive()) return number(part, wanted, number);
        if (given instanceof Boolean && wanted == boolean.class) return given;
        if (given instanceof String && wanted == String.class) return given;
        if (given instanceof String name && wanted.isEnum()) return constant(part, wanted, name);
        if (given instanceof Map<?, ?> map && wanted.isRecord()) return fromMap(wanted, map);
        if (given instanceof Map<?, ?> && wanted == Map.class) return given;
        if (given instanceof List<?> items && wanted == List.class) return list(part, items);
        throw wrong(part, "is no " + wanted.getSimpleName());
    }

    private Object number(Part part, Class<?> wanted, Number number) {
        if (wanted == double.class) return number.doubleValue();
        if (!(number instanceof Integer) && !(number instanceof Long)) throw wrong(part, "is no whole number");
        if (wanted == long.class) return number.longValue();
        if (wanted == int.class && number instanceof Integer) return number;
        throw wrong(part, "is too large");
    }

    private Object constant(Part part, Class<?> wanted, String name) {
        for (Object each : wanted.getEnumConstants())
            if (((Enum<?>) each).name().equals(name)) return each;
        throw wrong(part, "is none of what it can be");
    }

    private List<?> list(Part part, List<?> items) {
        Type item = ((ParameterizedType) part.generic).getActualTypeArguments()[0];
        if (!(item instanceof Class<?> of) || of == Object.class) return items;
        List<Object> list = new ArrayList<>(items.size());
        for (Object each : items) {
            if (of == String.class && each instanceof String) list.add(each);
            else if (of.isRecord() && each instanceof Map<?, ?> map) list.add(fromMap(of, map));
            else throw wrong(part, "has something in it that is no " + of.getSimpleName());
        }
        return list;
    }

    private LinkException wrong(Part part, String how) {
        return new LinkException(type.getSimpleName() + "." + part.name + " " + how);
    }
}
