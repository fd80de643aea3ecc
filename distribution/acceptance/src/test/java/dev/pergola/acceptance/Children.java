package dev.pergola.acceptance;

import java.util.List;

/** The processes that an instance has started. */
record Children(List<ProcessHandle> processes) {
    static Children of(Instance instance) {
        return new Children(ProcessHandle.of(instance.process().pid())
                .orElseThrow()
                .descendants()
                .toList());
    }

    /** What is still running of them. */
    List<ProcessHandle.Info> running() {
        return processes.stream()
                .filter(Children::isRunning)
                .map(ProcessHandle::info)
                .toList();
    }

    /** One that has ended counts as alive until the machine's first process has reaped it, and has no command any more. */
    private static boolean isRunning(ProcessHandle process) {
        return process.isAlive() && process.info().command().isPresent();
    }
}
