package dev.pergola.launcher;

import java.util.List;

/** One subcommand of the program. */
interface Command {
    /** What it is called. */
    String name();

    /** What it does, in one line. */
    String summary();

    /** Its options. */
    List<Option> options();

    /** What its operands are called in the help, such as {@code <plugin-id>}; in brackets where one may be left out. */
    default List<String> operands() {
        return List.of();
    }

    /** More for its help, such as examples. */
    default String details() {
        return "";
    }

    /**
     * Does it.
     *
     * @throws LauncherException with a message for the operator
     */
    ExitCode run(CommandLine line, Invocation invocation);
}
