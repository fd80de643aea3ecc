package dev.pergola.api;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A configuration of values that are at hand. */
record FixedConfiguration(Map<String, Object> values) implements Configuration {
    FixedConfiguration {
        values = Values.copyOf(values);
    }

    @Override
    public Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).map(Object::toString);
    }

    @Override
    public Optional<Long> number(String key) {
        return Optional.ofNullable(values.get(key)).map(value -> {
            if (value instanceof Number number) return number.longValue();
            try {
                return Long.parseLong(value.toString().trim());
            } catch (NumberFormatException e) {
                throw new PluginException("The configuration value '" + key + "' is no whole number: " + value, e);
            }
        });
    }

    @Override
    public Optional<Boolean> flag(String key) {
        return Optional.ofNullable(values.get(key))
                .map(value -> value instanceof Boolean flag ? flag : Boolean.parseBoolean(value.toString()));
    }

    @Override
    public List<String> texts(String key) {
        return Optional.ofNullable(values.get(key))
                .map(value -> value instanceof List<?> items
                        ? items.stream().map(String::valueOf).toList()
                        : List.of(value.toString()))
                .orElse(List.of());
    }
}
