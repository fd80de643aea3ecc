package dev.pergola.benchmarks.boxed;

/** The plugin's work in a program of its own. */
public final class Alone {
    private Alone() {}

    /** Says what comes of it. */
    public static void main(String[] arguments) {
        System.out.println(Steps.take(Steps.USUAL));
    }
}
