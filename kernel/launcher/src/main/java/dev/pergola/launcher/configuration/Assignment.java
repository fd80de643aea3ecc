package dev.pergola.launcher.configuration;

import java.util.List;

/**
 * A value from the command line.
 *
 * @param option the option it was given with, such as {@code --http-port}
 * @param key name of the key, which need not exist
 * @param items the value as text: one item, or those of a list
 */
public record Assignment(String option, String key, List<String> items) {
    /**
     * A value of the form {@code key=value}, as {@code --set} takes it; commas separate the items of a list.
     *
     * @throws IllegalArgumentException where there is no {@code =}
     */
    public static Assignment parse(String option, String text) {
        int equals = text.indexOf('=');
        if (equals < 1) throw new IllegalArgumentException("\"" + text + "\" is not of the form key=value");
        String key = text.substring(0, equals);
        String value = text.substring(equals + 1);
        List<String> items = ConfigurationKeys.named(key)
                .map(known -> known.type().split(value))
                .orElse(List.of(value));
        return new Assignment(option + " " + key, key, items);
    }
}
