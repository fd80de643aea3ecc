package dev.pergola.plugins.greeting;

import dev.pergola.api.InvalidInputException;
import java.util.Arrays;
import java.util.Locale;

/** How to say hello. */
enum Language {
    EN("Hello, %s!"),
    DE("Guten Tag, %s!"),
    FR("Bonjour, %s !"),
    ES("¡Hola, %s!"),
    LA("Salve, %s!");

    private final String pattern;

    Language(String pattern) {
        this.pattern = pattern;
    }

    static Language of(String code) {
        return Arrays.stream(values())
                .filter(language -> language.name().equalsIgnoreCase(code))
                .findFirst()
                .orElseThrow(() -> new InvalidInputException("There is no greeting in '" + code + "', only in "
                        + Arrays.toString(values()).toLowerCase(Locale.ROOT)));
    }

    String greet(String name) {
        return String.format(Locale.ROOT, pattern, name);
    }
}
