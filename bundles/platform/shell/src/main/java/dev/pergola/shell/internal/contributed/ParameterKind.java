package dev.pergola.shell.internal.contributed;

import dev.pergola.api.ExecutionContext;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The types that a parameter of a command can have. */
enum ParameterKind {
    TEXT,
    INT,
    LONG,
    DOUBLE,
    BOOLEAN,
    ENUM,
    PATH,
    TEXTS,
    CONTEXT;

    static Optional<ParameterKind> of(Type type) {
        if (type == String.class) return Optional.of(TEXT);
        if (type == int.class || type == Integer.class) return Optional.of(INT);
        if (type == long.class || type == Long.class) return Optional.of(LONG);
        if (type == double.class || type == Double.class) return Optional.of(DOUBLE);
        if (type == boolean.class || type == Boolean.class) return Optional.of(BOOLEAN);
        if (type == Path.class) return Optional.of(PATH);
        if (type == ExecutionContext.class) return Optional.of(CONTEXT);
        if (type instanceof Class<?> one && one.isEnum()) return Optional.of(ENUM);
        boolean texts = type instanceof ParameterizedType list
                && list.getRawType() == List.class
                && Arrays.equals(list.getActualTypeArguments(), new Type[] {String.class});
        return texts ? Optional.of(TEXTS) : Optional.empty();
    }
}
