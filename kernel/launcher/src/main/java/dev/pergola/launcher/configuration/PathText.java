package dev.pergola.launcher.configuration;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Paths as people write them: {@code ~} is the user's home folder, what is relative starts at the base. */
final class PathText {
    private PathText() {}

    static Path read(String text, Path base) {
        if (text.isBlank()) throw new IllegalArgumentException("an empty text is not a path");
        if (text.chars().anyMatch(Character::isISOControl))
            throw new IllegalArgumentException("a path may not hold control characters");
        try {
            Path path = text.equals("~") || text.startsWith("~/") || text.startsWith("~\\")
                    ? Path.of(System.getProperty("user.home") + text.substring(1))
                    : base.resolve(text);
            return path.toAbsolutePath().normalize();
        } catch (InvalidPathException invalid) {
            throw new IllegalArgumentException("\"" + text + "\" is not a path: " + invalid.getReason(), invalid);
        }
    }
}
