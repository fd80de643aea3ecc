package dev.pergola.security.attack;

/**
 * A permission of the vocabulary that would allow an attack.
 *
 * @param permission its name
 * @param target what it applies to; words in braces, such as {@code {outside}}, are facts of the {@link Prey}
 */
public record Need(String permission, String target) {
    static Need of(String permission) {
        return new Need(permission, "");
    }

    static Need of(String permission, String target) {
        return new Need(permission, target);
    }
}
