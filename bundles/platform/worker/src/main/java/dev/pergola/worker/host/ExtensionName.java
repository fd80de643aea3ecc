package dev.pergola.worker.host;

import dev.pergola.api.annotation.Named;
import dev.pergola.api.extension.TaskProcessor;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the kernel calls a task processor, by the properties that it has as a service. */
final class ExtensionName {
    private static final String COMPONENT_NAME = "component.name";

    private ExtensionName() {}

    static String of(Function<String, @Nullable Object> properties) {
        return Stream.of(Named.PROPERTY, COMPONENT_NAME)
                .map(properties)
                .filter(value -> value instanceof String name && !name.isBlank())
                .map(String.class::cast)
                .findFirst()
                .orElse(TaskProcessor.class.getSimpleName());
    }
}
