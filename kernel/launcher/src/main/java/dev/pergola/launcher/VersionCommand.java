package dev.pergola.launcher;

import java.util.List;

/** Prints the version of this build and of the JVM. */
final class VersionCommand implements Command {
    @Override
    public String name() {
        return "version";
    }

    @Override
    public String summary() {
        return "prints the version";
    }

    @Override
    public List<Option> options() {
        return List.of();
    }

    @Override
    public ExitCode run(CommandLine line, Invocation invocation) {
        invocation
                .out()
                .println("Pergola " + Version.full() + " (engine " + Version.engine() + ", Java " + Runtime.version()
                        + ")");
        return ExitCode.OK;
    }
}
