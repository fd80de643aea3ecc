package dev.pergola.lifecycle;

import java.util.List;

/**
 * What an operation would do, without doing it.
 *
 * @param operation the operation, such as {@code update}
 * @param pluginId the plugin
 * @param fromVersion version before, empty for none
 * @param toVersion version after, empty for none
 * @param verdicts what the checks say
 * @param steps what would happen, in order, in words
 * @param affected plugins that would move, stop or start with it
 * @param untouched number of active plugins that would not notice
 */
public record Plan(
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        List<Verdict> verdicts,
        List<String> steps,
        List<Effect> affected,
        int untouched) {
    /** Copies. */
    public Plan {
        verdicts = List.copyOf(verdicts);
        steps = List.copyOf(steps);
        affected = List.copyOf(affected);
    }

    /** Whether it would be done. */
    public boolean feasible() {
        return verdicts.stream().allMatch(Verdict::passes);
    }

    /**
     * What happens to one plugin.
     *
     * @param pluginId the plugin
     * @param effect what happens: start, stop, restart, wait, remove
     * @param reason why
     */
    public record Effect(String pluginId, String effect, String reason) {}
}
