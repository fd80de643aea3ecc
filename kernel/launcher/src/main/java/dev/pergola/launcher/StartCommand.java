package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Starts an instance in the background and waits until it is ready. */
final class StartCommand implements Command {
    /** What the JVM needs before it begins to count. */
    private static final Duration HEAD_START = Duration.ofSeconds(10);
    /** How often it says that it still waits. */
    private static final Duration PROGRESS = Duration.ofSeconds(5);

    private static final int LAST_LINES = 20;

    @Override
    public String name() {
        return "start";
    }

    @Override
    public String summary() {
        return "starts an instance in the background and waits until it is ready";
    }

    @Override
    public List<Option> options() {
        return SettingsOptions.SERVER;
    }

    @Override
    public String details() {
        return "What the instance prints goes to log/console.log in the data folder.";
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Settings settings = SettingsOptions.load(this, line, invocation);
        Path data = settings.get(ConfigurationKeys.DATA);
        if (InstanceLock.isHeld(data))
            throw new LauncherException(
                    ExitCode.ALREADY_RUNNING,
                    "Pergola is already running on the data folder " + data
                            + InstanceLock.holder(data)
                                    .map(pid -> " (process " + pid + ")")
                                    .orElse(""));
        Path console = data.resolve("log").resolve("console.log");
        Path log = data.resolve("log").resolve("pergola.log");
        long logged = Files.exists(log) ? log.toFile().length() : 0;
        invocation.out().println("starting, see " + console);
        invocation.out().flush();
        Process process = launch(runCommand(line), console, invocation);
        Duration patience = settings.get(ConfigurationKeys.KERNEL_START_TIMEOUT).plus(HEAD_START);
        long began = System.nanoTime();
        long deadline = began + patience.toNanos();
        Duration told = PROGRESS;
        while (System.nanoTime() < deadline) {
            if (System.nanoTime() - began > told.toNanos()) {
                invocation.out().println("still starting after " + told.toSeconds() + " s");
                invocation.out().flush();
                told = told.plus(PROGRESS);
            }
            Optional<Instance> ready = Instance.find(data).filter(found -> found.pid() == process.pid());
            if (ready.isPresent()) {
                invocation
                        .out()
                        .println("started process " + process.pid() + " "
                                + (ready.get().address().isEmpty()
                                        ? "without HTTP"
                                        : ready.get().address()));
                return ExitCode.OK;
            }
            if (ended(process)) {
                invocation.err().println("pergola: the instance ended with exit code " + process.exitValue());
                tell(console, 0, invocation);
                tell(log, logged, invocation);
                return exitCode(process);
            }
        }
        process.destroy();
        tell(console, 0, invocation);
        tell(log, logged, invocation);
        throw new LauncherException(
                ExitCode.START_FAILED, "Not ready after " + patience.toSeconds() + " s; it was stopped again");
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(20, TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static ExitCode exitCode(Process process) {
        for (ExitCode code : ExitCode.values())
            if (code.code() == process.exitValue() && code != ExitCode.OK) return code;
        return ExitCode.START_FAILED;
    }

    /** Prints the last lines of what a log has got since it was so long; a shorter one is another one. */
    private static void tell(Path log, long from, Invocation invocation) {
        try (SeekableByteChannel channel = Files.newByteChannel(log)) {
            if (channel.size() >= from) channel.position(from);
            List<String> lines = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            if (lines.isEmpty()) return;
            invocation.err().println("pergola: the last lines of " + log + ":");
            lines.stream()
                    .skip(Math.max(0, lines.size() - LAST_LINES))
                    .forEach(text -> invocation.err().println("  " + text));
        } catch (IOException unreadable) {
            invocation.err().println("pergola: " + log + " cannot be read (" + unreadable + ")");
        }
    }

    private static Process launch(List<String> command, Path console, Invocation invocation) {
        try {
            Files.createDirectories(console.getParent());
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(invocation.workingDirectory().toFile())
                    .redirectInput(ProcessBuilder.Redirect.from(new File(isWindows() ? "NUL" : "/dev/null")))
                    .redirectErrorStream(true)
                    .redirectOutput(console.toFile());
            return builder.start();
        } catch (IOException failure) {
            throw new LauncherException(
                    ExitCode.START_FAILED, "Cannot start the instance: " + failure.getMessage(), failure);
        }
    }

    private static List<String> runCommand(CommandLine line) {
        List<String> command = new ArrayList<>(sessionOfItsOwn());
        String script = System.getProperty("pergola.script", "");
        if (script.isEmpty()) {
            command.addAll(java());
        } else {
            command.add(script);
        }
        command.add("run");
        for (Option option : SettingsOptions.SERVER) {
            if (option.name().equals("--no-shell")) continue;
            for (String value : line.values(option.name())) {
                command.add(option.name());
                if (option.takesValue()) command.add(value);
            }
        }
        command.add("--no-shell");
        return command;
    }

    /** So that what happens to the terminal, such as a hang-up, does not happen to the instance. */
    private static List<String> sessionOfItsOwn() {
        for (String folder : List.of("/usr/bin", "/bin"))
            if (Files.isExecutable(Path.of(folder, "setsid"))) return List.of(folder + "/setsid");
        return List.of();
    }

    /** This JVM again, where no script started it. */
    private static List<String> java() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        return command;
    }

    private static boolean isWindows() {
        return File.separatorChar == '\\';
    }
}
