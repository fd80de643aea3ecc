package dev.pergola.launcher.configuration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Resolves the configuration: the command line wins over the environment, the environment over the file, the file over
 * the defaults. Relative paths of the file and of the defaults start at the installation, those of the environment and
 * the command line at the working directory.
 */
public final class ConfigurationLoader {
    private static final String PREFIX = "PERGOLA_";

    /** The start script reads these. */
    private static final Set<String> OF_THE_SCRIPT = Set.of("PERGOLA_OPTS", "PERGOLA_ARCHIVE");

    private final Path home;
    private final Path workingDirectory;
    private final Map<String, String> environment;

    /**
     * A loader.
     *
     * @param home folder of the installation
     * @param workingDirectory folder that the command was given in
     * @param environment the environment variables
     */
    public ConfigurationLoader(Path home, Path workingDirectory, Map<String, String> environment) {
        this.home = home.toAbsolutePath().normalize();
        this.workingDirectory = workingDirectory;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Resolves every key.
     *
     * @param file the configuration file, empty for {@code etc/pergola.yaml} of the installation if there is one
     * @param commandLine values from the command line; a later one wins over an earlier one
     * @param warnings receives what looks like a mistake but is none for sure
     * @throws ConfigurationException listing everything that is wrong
     */
    public Settings load(Optional<Path> file, List<Assignment> commandLine, Consumer<String> warnings) {
        List<ConfigurationProblem> problems = new ArrayList<>();
        Settings.Builder builder = Settings.builder(home);
        Path standard = home.resolve("etc").resolve("pergola.yaml");
        if (file.isPresent() || Files.exists(standard))
            builder.put(
                    ConfigurationFile.read(file.map(workingDirectory::resolve).orElse(standard), home, problems),
                    problems);
        builder.put(fromEnvironment(warnings), problems);
        builder.put(fromCommandLine(commandLine, problems), problems);
        if (!problems.isEmpty()) throw new ConfigurationException(problems);
        return builder.build();
    }

    private List<Given> fromEnvironment(Consumer<String> warnings) {
        List<Given> given = new ArrayList<>();
        Map<String, String> ours = new TreeMap<>(environment);
        ours.keySet().removeIf(name -> !name.startsWith(PREFIX) || OF_THE_SCRIPT.contains(name));
        for (ConfigurationKey<?> key : ConfigurationKeys.all()) {
            String value = ours.remove(key.environmentName());
            if (value != null)
                given.add(new Given(
                        key.name(), key.type().split(value), "environment " + key.environmentName(), workingDirectory));
        }
        // Not an error: an orchestrator makes up variables such as PERGOLA_SERVICE_HOST from a service's name.
        List<String> known = ConfigurationKeys.all().stream()
                .<String>map(ConfigurationKey::environmentName)
                .toList();
        for (String unknown : ours.keySet()) {
            Nearest.to(unknown, known)
                    .filter(near -> Math.abs(near.length() - unknown.length()) <= 3)
                    .ifPresent(near ->
                            warnings.accept("environment " + unknown + " sets nothing; did you mean " + near + "?"));
        }
        return given;
    }

    private List<Given> fromCommandLine(List<Assignment> commandLine, List<ConfigurationProblem> problems) {
        List<Given> given = new ArrayList<>();
        for (Assignment one : commandLine) {
            if (ConfigurationKeys.named(one.key()).isEmpty()) {
                problems.add(new ConfigurationProblem(
                        one.option(), one.key(), "there is no such key", suggestion(one.key())));
            } else {
                given.add(new Given(one.key(), one.items(), one.option(), workingDirectory));
            }
        }
        return given;
    }

    static String suggestion(String name) {
        return Nearest.to(name, ConfigurationKeys.names())
                .map(near -> "did you mean " + near + "?")
                .orElse("\"pergola config --reference\" lists them all");
    }
}
