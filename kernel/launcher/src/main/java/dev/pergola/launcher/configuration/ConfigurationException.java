package dev.pergola.launcher.configuration;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is unusable; the message lists everything that is wrong with it. */
public final class ConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient List<ConfigurationProblem> problems;

    ConfigurationException(List<ConfigurationProblem> problems) {
        super(problems.stream().map(ConfigurationProblem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** Everything that is wrong, in the order of the file, then of the environment, then of the command line. */
    public List<ConfigurationProblem> problems() {
        return problems;
    }
}
