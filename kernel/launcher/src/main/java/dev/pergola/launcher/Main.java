package dev.pergola.launcher;

import dev.pergola.launcher.configuration.ConfigurationException;
import dev.pergola.launcher.configuration.Nearest;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The program: picks the command and ends with its exit code. */
public final class Main {
    private static final Map<String, String> ALIASES =
            Map.of("--help", "help", "-h", "help", "-?", "help", "--version", "version", "-V", "version");

    private final Invocation invocation;
    private final List<Command> commands = new ArrayList<>();

    Main(Invocation invocation) {
        this.invocation = invocation;
        commands.addAll(List.of(
                new RunCommand(),
                new StartCommand(),
                new StopCommand(),
                new StatusCommand(),
                new ExecCommand(),
                new ShellCommand(),
                new ConfigCommand(),
                new VersionCommand()));
        commands.add(new HelpCommand(commands));
    }

    /**
     * Runs one command. The folder of the installation is the system property {@code pergola.home}, or else the
     * working directory.
     */
    public static void main(String[] arguments) {
        Path here = Path.of("").toAbsolutePath();
        Path home = Path.of(System.getProperty("pergola.home", here.toString())).toAbsolutePath();
        Invocation invocation = new Invocation(home, here, System.getenv(), System.in, System.out, System.err);
        ExitCode code = new Main(invocation).run(List.of(arguments));
        System.exit(code.code());
    }

    ExitCode run(List<String> arguments) {
        PrintStream err = invocation.err();
        try {
            String first = arguments.isEmpty() ? "" : arguments.get(0);
            Command command = find(ALIASES.getOrDefault(first, first));
            List<String> rest = arguments.subList(1, arguments.size());
            if (rest.stream().takeWhile(argument -> !argument.equals("--")).anyMatch(Main::asksForHelp))
                return new HelpCommand(commands).run(command, invocation);
            return command.run(CommandLine.parse(command, rest), invocation);
        } catch (LauncherException failure) {
            err.println("pergola: " + failure.getMessage());
            return failure.exitCode();
        } catch (ConfigurationException failure) {
            err.println("pergola: the configuration is wrong:");
            failure.problems().forEach(problem -> err.println("  " + problem));
            return ExitCode.CONFIGURATION;
        } catch (RuntimeException bug) {
            // Whatever it is, the process must end: threads of bundles would keep it alive.
            err.println("pergola: this should not happen, please report it:");
            bug.printStackTrace(err);
            return ExitCode.FAILED;
        }
    }

    private static boolean asksForHelp(String argument) {
        return argument.equals("--help") || argument.equals("-h");
    }

    private Command find(String name) {
        List<String> names = commands.stream().map(Command::name).toList();
        return commands.stream()
                .filter(command -> command.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new LauncherException(
                        ExitCode.USAGE,
                        (name.isEmpty() ? "No command given" : "There is no command \"" + name + '"')
                                + Nearest.to(name, names)
                                        .map(near -> "; did you mean " + near + "?")
                                        .orElse("; the commands are " + String.join(", ", names))
                                + "\nSee \"pergola help\""));
    }
}
