package dev.pergola.launcher;

import dev.pergola.launcher.configuration.Assignment;
import dev.pergola.launcher.configuration.ConfigurationKey;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.ConfigurationLoader;
import dev.pergola.launcher.configuration.Settings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The options that set configuration keys, and how they become settings. */
final class SettingsOptions {
    private static final Option DATA = new Option("--data", "DIR", "data folder (key data)");
    private static final Option CONFIG =
            new Option("--config", "FILE", "configuration file (default etc/pergola.yaml)");
    private static final Option SET = new Option("--set", "KEY=VALUE", "sets any key; may be given several times");

    /** For commands that only need to find the instance. */
    static final List<Option> CLIENT = List.of(DATA, CONFIG, SET);

    /** For commands that start one. */
    static final List<Option> SERVER = List.of(
            DATA,
            new Option("--plugins", "DIR", "drop-in folder; may be given several times (key plugins.directories)"),
            new Option("--http-port", "N", "port of the HTTP API, 0 for any that is free (key http.port)"),
            Option.flag("--no-shell", "do not read commands from the terminal (key shell.enabled)"),
            Option.flag(
                    "--insecure",
                    "do not hold plugins to their permissions: they can do what the process can (key"
                            + " security.enforcement)"),
            Option.flag("--debug", "debug mode: sets plugins.debug to true and log.level to debug"),
            CONFIG,
            SET);

    private SettingsOptions() {}

    /** Resolves the configuration with what the command line says. */
    static Settings load(Command command, CommandLine line, Invocation invocation) {
        ConfigurationLoader loader =
                new ConfigurationLoader(invocation.home(), invocation.workingDirectory(), invocation.environment());
        return loader.load(
                line.value("--config").map(Path::of),
                assignments(command, line),
                warning -> invocation.err().println("warning: " + warning));
    }

    private static List<Assignment> assignments(Command command, CommandLine line) {
        List<Assignment> assignments = new ArrayList<>();
        if (line.has("--debug")) {
            assignments.add(assignment("--debug", ConfigurationKeys.PLUGIN_DEBUG, List.of("true")));
            assignments.add(assignment("--debug", ConfigurationKeys.LOG_LEVEL, List.of("debug")));
        }
        if (line.has("--insecure"))
            assignments.add(assignment("--insecure", ConfigurationKeys.ENFORCEMENT, List.of("false")));
        if (line.has("--no-shell"))
            assignments.add(assignment("--no-shell", ConfigurationKeys.SHELL_ENABLED, List.of("false")));
        for (String text : line.values("--set")) {
            try {
                assignments.add(Assignment.parse("--set", text));
            } catch (IllegalArgumentException malformed) {
                throw CommandLine.usage(command, "The option --set: " + malformed.getMessage());
            }
        }
        line.value("--data")
                .ifPresent(value -> assignments.add(assignment("--data", ConfigurationKeys.DATA, List.of(value))));
        if (line.has("--plugins"))
            assignments.add(assignment("--plugins", ConfigurationKeys.PLUGIN_DIRECTORIES, line.values("--plugins")));
        line.value("--http-port")
                .ifPresent(value ->
                        assignments.add(assignment("--http-port", ConfigurationKeys.HTTP_PORT, List.of(value))));
        return assignments;
    }

    private static Assignment assignment(String option, ConfigurationKey<?> key, List<String> items) {
        return new Assignment(option, key.name(), items);
    }
}
