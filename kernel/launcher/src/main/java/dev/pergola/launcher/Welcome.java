package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** What to try next: the text in {@code etc/welcome.txt}, where the installation has one. */
final class Welcome {
    private Welcome() {}

    /** Prints it, with {@code ${address}}, {@code ${data}}, {@code ${plugins}} and {@code ${home}} filled in. */
    static void print(Settings settings, String address, PrintStream out) {
        Path file = settings.home().resolve("etc").resolve("welcome.txt");
        try {
            if (!Files.isRegularFile(file)) return;
            out.println(Files.readString(file)
                    .replace("${address}", address.isEmpty() ? "(off)" : address)
                    .replace("${data}", settings.get(ConfigurationKeys.DATA).toString())
                    .replace("${plugins}", firstDropInFolder(settings))
                    .replace("${home}", settings.home().toString())
                    .stripTrailing());
        } catch (IOException unreadable) {
            out.println("(" + file + " cannot be read: " + unreadable.getMessage() + ")");
        }
    }

    private static String firstDropInFolder(Settings settings) {
        return settings.get(ConfigurationKeys.PLUGIN_DIRECTORIES).stream()
                .findFirst()
                .map(Path::toString)
                .orElse("(none)");
    }
}
