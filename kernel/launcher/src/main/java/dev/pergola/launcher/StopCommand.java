package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Optional<Long> told = Optional.empty();
        // The lock is what counts: the process may be someone else's child, of which nobody takes notice at once.
        while (InstanceLock.isHeld(data)) {
            // An instance that has just begun takes the lock a moment before it says there who it is.
            Optional<Long> holder = InstanceLock.holder(data);
            if (!holder.equals(told)) {
                holder.flatMap(ProcessHandle::of).ifPresent(ProcessHandle::destroy);
                told = holder;
            }
            if (System.nanoTime() > deadline) throw tooSlow(data, told);
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
        invocation.out().println("stopped");
        return ExitCode.OK;
    }

    private static LauncherException tooSlow(Path data, Optional<Long> holder) {
        String process = holder.map(pid -> "Process " + pid).orElse("The instance");
        String kill = holder.map(pid -> ", and \"kill -9 " + pid + "\" ends it safely")
                .orElse("");
        return new LauncherException(
                ExitCode.FAILED,
                process + " has not stopped within " + PATIENCE.toSeconds() + " s; the log in " + data.resolve("log")
                        + " says what it is doing" + kill);
    }
}
