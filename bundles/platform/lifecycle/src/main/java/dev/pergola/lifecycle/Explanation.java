package dev.pergola.lifecycle;

import dev.pergola.store.Deployment;
import java.util.List;
import java.util.Optional;

/**
 * Why a plugin is as it is.
 *
 * @param subject the plugin's id, or the name of the file
 * @param summary one sentence
 * @param plugin the plugin, where it is installed
 * @param problems what is wrong and what to do about it
 * @param deployments what was attempted lately, newest first
 */
public record Explanation(
        String subject,
        String summary,
        Optional<PluginInfo> plugin,
        List<Problem> problems,
        List<Deployment> deployments) {
    /** Copies. */
    public Explanation {
        problems = List.copyOf(problems);
        deployments = List.copyOf(deployments);
    }
}
