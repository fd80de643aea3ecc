package dev.pergola.security.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Reads a file; defined anew by attacks that bring in code. */
public final class Probing implements UnaryOperator<Object> {
    /** For reflection. */
    public Probing() {}

    @Override
    public Object apply(Object path) {
        try {
            return Files.readString(Path.of((String) path));
        } catch (IOException e) {
            return null;
        }
    }
}
