package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Runs an instance in the foreground until it is stopped. */
final class RunCommand implements Command {
    private static final Duration CLEAN_UP = Duration.ofSeconds(2);

    @Override
    public String name() {
        return "run";
    }

    @Override
    public String summary() {
        return "runs an instance in the foreground until it is stopped";
    }

    @Override
    public List<Option> options() {
        return SettingsOptions.SERVER;
    }

    @Override
    public String details() {
        return """
                When everything is up it prints one line that starts with "ready" and holds the address of the HTTP
                API and the milliseconds since the process was started. SIGTERM and SIGINT stop it with exit code 0.
                """;
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Settings settings = SettingsOptions.load(this, line, invocation);
        settings.withoutEffect().forEach(warning -> invocation.err().println("warning: " + warning));
        Shutdown shutdown = Shutdown.install(
                settings.get(ConfigurationKeys.KERNEL_STOP_TIMEOUT).plus(CLEAN_UP));
        Path data = settings.get(ConfigurationKeys.DATA);
        PrintStream out = invocation.out();
        try {
            StandardStreams.protect();
            Logging.configure(settings);
            if (ClassArchive.isRehearsal()) ClassArchive.endWithParent();
            if (!settings.get(ConfigurationKeys.ENFORCEMENT)) {
                invocation
                        .err()
                        .println("warning: permissions are not enforced: a plugin can do whatever this process can");
            }
            out.println("Pergola " + Version.full() + " on Java "
                    + Runtime.version().feature() + ", data in " + data);
            try (Kernel kernel = Kernel.builder(settings)
                    .enforcePermissions()
                    .cancelWhen(shutdown::isSignalled)
                    .start()) {
                shutdown.running(kernel);
                serve(kernel, settings, out);
            }
            shutdown.cleanedUp();
            // What a rehearsal that was cut short has seen is not the whole of it.
            return ClassArchive.isRehearsal() && shutdown.isSignalled() ? ExitCode.FAILED : ExitCode.OK;
        } catch (InterruptedException interrupted) {
            return ExitCode.FAILED;
        } catch (LauncherException failure) {
            if (shutdown.isSignalled() && !ClassArchive.isRehearsal()) return ExitCode.OK;
            throw failure;
        } finally {
            Logging.flush();
            shutdown.done();
        }
    }

    private static void serve(Kernel kernel, Settings settings, PrintStream out) throws InterruptedException {
        Path data = settings.get(ConfigurationKeys.DATA);
        String address = kernel.address().orElse("");
        try {
            new Instance(ProcessHandle.current().pid(), address, Instant.now()).write(data);
            out.println("ready " + (address.isEmpty() ? "without HTTP" : address) + " in "
                    + ProcessAge.now().toMillis() + " ms");
            if (settings.get(ConfigurationKeys.SHELL_ENABLED)) Welcome.print(settings, address, out);
            if (ClassArchive.isRehearsal()) return;
            kernel.announceReady();
            try (ClassArchive unused = ClassArchive.makeWhereWanted()) {
                kernel.awaitStop();
            }
        } finally {
            Instance.delete(data);
        }
    }
}
