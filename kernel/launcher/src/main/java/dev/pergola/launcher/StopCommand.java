package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Stops the running instance and waits until it is gone. */
final class StopCommand implements Command {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    @Override
    public String name() {
        return "stop";
    }

    @Override
    public String summary() {
        return "stops the instance, running or still starting, and waits until it is gone";
    }

    @Override
    public List<Option> options() {
        return SettingsOptions.CLIENT;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Path data = SettingsOptions.load(this, line, invocation).get(ConfigurationKeys.DATA);
        if (!InstanceLock.isHeld(data)) throw Instance.notRunning(data);
        // Not from what a ready instance says of itself: it may still be starting.
        long pid = InstanceLock.holder(data).orElseGet(() -> Instance.get(data).pid());
        // The lock is what counts: the process may be someone else's child, of which nobody takes notice at once.
        ProcessHandle.of(pid).ifPresent(ProcessHandle::destroy);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (InstanceLock.isHeld(data)) {
            if (System.nanoTime() > deadline)
                throw new LauncherException(
                        ExitCode.FAILED,
                        "Process " + pid + " has not stopped within " + PATIENCE.toSeconds()
                                + " s; the log in " + data.resolve("log") + " says what it is doing, and \"kill -9 "
                                + pid + "\" ends it safely");
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        invocation.out().println("stopped");
        return ExitCode.OK;
    }
}
