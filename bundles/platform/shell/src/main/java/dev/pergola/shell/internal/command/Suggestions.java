package dev.pergola.shell.internal.command;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What completion offers for a value. */
@FunctionalInterface
public interface Suggestions {
    /** Nothing. */
    Suggestions NONE = words -> List.of();

    /** The names of files. */
    Suggestions FILES = words -> List.of(Suggestion.ANY_FILE);

    /**
     * The possible values. Called while somebody types: quick, and without side effects.
     *
     * @param words the positional arguments that are there already
     */
    List<Suggestion> suggest(List<String> words);

    /** Always the same values. */
    static Suggestions of(String... values) {
        List<Suggestion> fixed = Arrays.stream(values).map(Suggestion::new).toList();
        return words -> fixed;
    }

    /** The constants of an enum, in lower case. */
    static Suggestions of(Enum<?>... constants) {
        return of(Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    }

    /**
     * A possible value.
     *
     * @param value the value
     * @param description what it is, empty for nothing to say
     */
    record Suggestion(String value, String description) {
        /** Stands for every file; the shell looks them up itself. */
        public static final Suggestion ANY_FILE = new Suggestion("", "file");

        /** Without a description. */
        public Suggestion(String value) {
            this(value, "");
        }
    }
}
