package dev.pergola.benchmarks.guarded;

/** Has something private. */
final class Secret {
    static final Secret ONE = new Secret(1);

    private final int number;

    private Secret(int number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return Integer.toString(number);
    }
}
