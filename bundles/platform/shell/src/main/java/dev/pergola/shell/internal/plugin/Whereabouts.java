package dev.pergola.shell.internal.plugin;

import java.util.List;
import java.util.Optional;

/** Where the tasks of plugins run. Apart from what tells it, so that {@code plugin:info} is there where sandboxes are not. */
@FunctionalInterface
public interface Whereabouts {
    /** Where those of a plugin's current version do; empty where none is running. */
    Optional<Place> of(String pluginId);

    /**
     * A place.
     *
     * @param where {@code in_process}, {@code sandbox} or {@code by_task}
     * @param why who or what decides that
     * @param isolation the tier that contains those in a sandbox; empty for none, or where that is not known
     * @param tasks those in a sandbox, where each decides for itself
     */
    record Place(String where, String why, String isolation, List<String> tasks) {
        /** In one line. */
        String words() {
            String contained = "in a sandbox" + (isolation.isEmpty() ? "" : " at tier " + isolation);
            return switch (where) {
                case "in_process" -> "in the kernel's process: " + why;
                case "sandbox" -> contained + ": " + why;
                default -> String.join(", ", tasks) + " " + contained + ", the others in the kernel's process: " + why;
            };
        }
    }
}
