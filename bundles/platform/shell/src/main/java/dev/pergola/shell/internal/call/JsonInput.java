package dev.pergola.shell.internal.call;

import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Json;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Suggestions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;

/** The option {@code --input}: JSON as it is, from a file, or from what is piped in. */
public final class JsonInput {
    /** The option. */
    public static final OptionSpec OPTION = OptionSpec.value(
            "--input",
            "JSON",
            "The input: a JSON object in single quotes, @file, or - for what is piped in",
            Suggestions.NONE);

    private JsonInput() {}

    /** The data that was given; empty where the option was not. */
    public static Map<String, Object> read(Invocation invocation) {
        String text = invocation.arguments().option(OPTION.name()).orElse("");
        if (text.isEmpty()) return Map.of();
        if (text.equals("-")) return Json.object("The input", standardInput(invocation));
        if (text.startsWith("@")) {
            Path file = invocation.file(text.substring(1));
            return Json.object(file.toString(), file(file));
        }
        return Json.object("--input", text);
    }

    private static String standardInput(Invocation invocation) {
        try {
            String text = bounded(invocation.input(), "The input");
            if (!text.isBlank()) return text;
            throw new CommandFailure(
                    "Nothing is piped in",
                    "For example: cat input.json | " + invocation.spec().fullName() + " … --input -");
        } catch (IOException e) {
            throw new CommandFailure("The input cannot be read: " + e.getMessage());
        }
    }

    private static String file(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            return bounded(in, file.toString());
        } catch (NoSuchFileException e) {
            throw new CommandFailure(
                    "There is no file " + file, "The path is one on the machine that the runtime is on.");
        } catch (IOException e) {
            throw new CommandFailure(file + " cannot be read: " + e.getMessage());
        }
    }

    private static String bounded(InputStream in, String name) throws IOException {
        byte[] bytes = in.readNBytes(Json.MAX_LENGTH + 1);
        if (bytes.length > Json.MAX_LENGTH)
            throw new CommandFailure(name + " is longer than " + Json.MAX_LENGTH + " bytes");
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
