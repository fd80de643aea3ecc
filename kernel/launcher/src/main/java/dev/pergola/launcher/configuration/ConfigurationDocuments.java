package dev.pergola.launcher.configuration;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What is written about the keys for people: the commented example file and the reference guide. */
public final class ConfigurationDocuments {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9./~][A-Za-z0-9_./~-]*");
    private static final int WIDTH = 110;

    private ConfigurationDocuments() {}

    /** The example file, {@code etc/pergola.yaml}: every key, commented out, at its default. */
    public static String exampleFile() {
        StringBuilder text = new StringBuilder("""
                # The configuration of Pergola. Every key is here, commented out, with its default.
                #
                # A key is set by, in the order of precedence: an option of the command line (--http-port 9090, or
                # --set key=value for any key), its environment variable (PERGOLA_HTTP_PORT for http.port; commas
                # between the items of a list), this file, the default. Keys may be nested or written with dots.
                # Relative paths in this file start at the folder of the installation; ~ is the home folder.
                # "pergola config" prints what is in effect, and who set it.
                """);
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            text.append('\n');
            wrap(key.explanation())
                    .forEach(line -> text.append("# ").append(line).append('\n'));
            text.append("# Takes ").append(key.type().allowed()).append(".\n");
            text.append('#')
                    .append(key.name())
                    .append(": ")
                    .append(defaultOf(key))
                    .append('\n');
        }
        return text.toString();
    }

    /** The reference guide, as markdown. */
    public static String reference() {
        StringBuilder text = new StringBuilder("""
                # Configuration reference

                Generated from the table in the code by `pergola config --reference`. A key is set, in the order of
                precedence, by the command line, its environment variable, the file `etc/pergola.yaml`, its default.
                Every resolved value reaches the bundles as the framework property `pergola.<key>`; the items of a
                list are separated by newlines, durations have the unit `s` or `ms`, paths are absolute.

                | Key | Default | Takes | Environment variable | Read by |
                |---|---|---|---|---|
                """);
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            text.append("| [`%s`](#%s) | `%s` | %s | `%s` | %s |\n"
                    .formatted(
                            key.name(),
                            anchor(key),
                            defaultOf(key),
                            key.type().allowed(),
                            key.environmentName(),
                            key.readBy()));
        }
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            text.append("\n## %s\n%s\n\n".formatted(key.name(), key.explanation()));
            text.append("Type: %s (%s). Default: `%s`.\n"
                    .formatted(key.type().label(), key.type().allowed(), defaultOf(key)));
        }
        return text.toString();
    }

    /** GitHub's anchors drop the dots of a heading. */
    private static String anchor(ConfigurationKey<?> key) {
        return key.name().replace(".", "");
    }

    private static String defaultOf(ConfigurationKey<?> key) {
        List<String> items =
                key.defaults().stream().map(ConfigurationDocuments::quote).toList();
        return key.type().isList()
                ? items.stream().collect(Collectors.joining(", ", "[", "]"))
                : String.join("", items);
    }

    private static String quote(String value) {
        return PLAIN.matcher(value).matches() ? value : '"' + value.replace("\\", "\\\\") + '"';
    }

    private static List<String> wrap(String sentence) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : sentence.split(" ", -1)) {
            if (line.length() + word.length() > WIDTH) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
