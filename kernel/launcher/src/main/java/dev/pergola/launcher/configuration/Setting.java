package dev.pergola.launcher.configuration;

/**
 * One resolved value.
 *
 * @param key what it is the value of
 * @param value the value
 * @param origin who set it: file, line and column, or the environment variable or option, or {@code default}
 */
public record Setting<T>(ConfigurationKey<T> key, T value, String origin) {
    /** The value as the bundles get it: the items of a list are separated by newlines. */
    public String text() {
        return key.type().write(value);
    }
}
