package dev.pergola.launcher;

/** How the program ends; part of its documented contract. */
public enum ExitCode {
    /** Did what was asked. */
    OK(0, "did what was asked"),
    /** Did not succeed: the message says why. */
    FAILED(1, "did not succeed"),
    /** The command line is wrong. */
    USAGE(2, "the command line is wrong"),
    /** The command needs a running instance, and there is none. */
    NOT_RUNNING(3, "no instance is running on the data folder"),
    /** The configuration is wrong. */
    CONFIGURATION(4, "the configuration is wrong"),
    /** Another instance holds the data folder. */
    ALREADY_RUNNING(5, "another instance holds the data folder"),
    /** The instance could not be brought up. */
    START_FAILED(6, "the instance did not come up");

    private final int code;
    private final String meaning;

    ExitCode(int code, String meaning) {
        this.code = code;
        this.meaning = meaning;
    }

    /** The number that the process ends with. */
    public int code() {
        return code;
    }

    /** What it means, for the help. */
    public String meaning() {
        return meaning;
    }
}
