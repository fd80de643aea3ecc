package dev.pergola.sandbox;

import java.util.List;
import java.util.Optional;

/**
 * Where a plugin's tasks run, and why there.
 *
 * @param where where they do
 * @param why who or what decides that
 * @param isolation what contains those that run in a sandbox; empty where none does
 * @param tasks task processors that run in a sandbox, sorted; only where each task decides for itself
 */
public record Placement(Where where, String why, Optional<Isolation.Tier> isolation, List<String> tasks) {
    public Placement {
        tasks = List.copyOf(tasks);
    }

    /** Where tasks can run. */
    public enum Where {
        /** All of them in the kernel's process. */
        IN_PROCESS,
        /** All of them in a sandbox. */
        SANDBOX,
        /** Each where it asks to: in a sandbox where it says that it is heavy. */
        BY_TASK
    }
}
