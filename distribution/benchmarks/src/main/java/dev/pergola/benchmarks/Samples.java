package dev.pergola.benchmarks;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Measurements of one thing, in one unit. Not safe for use from several threads. */
final class Samples {
    private final List<Double> values = new ArrayList<>();

    void add(double value) {
        values.add(value);
    }

    void addMillis(long nanos) {
        add(nanos / 1e6);
    }

    int count() {
        return values.size();
    }

    double median() {
        return percentile(50);
    }

    /** By nearest rank: always a value that was measured. */
    double percentile(double percent) {
        if (values.isEmpty()) return Double.NaN;
        List<Double> sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        int rank = (int) Math.ceil(percent / 100 * sorted.size());
        return sorted.get(Math.max(0, rank - 1));
    }

    double max() {
        return percentile(100);
    }

    double sum() {
        return values.stream().mapToDouble(Double::doubleValue).sum();
    }

    /** A number with three significant digits at most, and none that say nothing. */
    static String text(double value) {
        if (Double.isNaN(value)) return "–";
        int decimals = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }

    /** How many times one is the other. */
    static String ratio(double one, double other) {
        double times = one / other;
        return Double.isNaN(times) || Double.isInfinite(times) ? "–" : text(times) + "×";
    }
}
