package dev.pergola.benchmarks.boxed;

/** As little as a JVM can be started for. */
public final class Hello {
    private Hello() {}

    /** Says hello. */
    public static void main(String[] arguments) {
        System.out.println("hello");
    }
}
