package dev.pergola.launcher;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Explains the program, or one command. */
final class HelpCommand implements Command {
    private final List<Command> commands;

    HelpCommand(List<Command> commands) {
        this.commands = commands;
    }

    @Override
    public String name() {
        return "help";
    }

    @Override
    public String summary() {
        return "explains the program, or one command";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public List<String> operands() {
        return List.of("[command]");
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        Optional<String> name = line.operand(0);
        if (name.isEmpty()) {
            overview(invocation.out());
            return ExitCode.OK;
        }
        Command command = commands.stream()
                .filter(one -> one.name().equals(name.get()))
                .findFirst()
                .orElseThrow(() -> CommandLine.usage(this, "There is no command \"" + name.get() + '"'));
        return run(command, invocation);
    }

    ExitCode run(Command command, Invocation invocation) {
        PrintStream out = invocation.out();
        String operands = command.operands().isEmpty() ? "" : " " + String.join(" ", command.operands());
        out.println("pergola " + command.name() + operands + (command.options().isEmpty() ? "" : " [options]"));
        out.println("  " + command.summary());
        if (!command.options().isEmpty()) out.println();
        for (Option option : command.options()) out.printf("  %-18s %s%n", option.usage(), option.description());
        if (!command.details().isEmpty()) {
            out.println();
            command.details().lines().forEach(out::println);
        }
        return ExitCode.OK;
    }

    private void overview(PrintStream out) {
        out.println("pergola <command> [arguments]");
        out.println();
        for (Command command : commands) out.printf("  %-9s %s%n", command.name(), command.summary());
        out.println();
        out.println("\"pergola help <command>\" explains one. Exit codes:");
        Arrays.stream(ExitCode.values()).forEach(code -> out.printf("  %d  %s%n", code.code(), code.meaning()));
    }
}
