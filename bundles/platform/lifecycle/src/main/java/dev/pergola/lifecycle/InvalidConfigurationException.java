package dev.pergola.lifecycle;

import java.util.List;

/** Thrown for a configuration that does not fit the plugin; nothing has changed. */
public final class InvalidConfigurationException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    /** With one problem for each key that is wrong. */
    public InvalidConfigurationException(String pluginId, List<Problem> problems) {
        super("The configuration of " + pluginId + " is not valid: "
                + String.join("; ", problems.stream().map(Problem::message).toList()));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong. */
    public List<Problem> problems() {
        return problems;
    }
}
