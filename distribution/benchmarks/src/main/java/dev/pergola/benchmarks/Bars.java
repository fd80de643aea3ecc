package dev.pergola.benchmarks;

import java.util.ArrayList;
import java.util.List;

/** What Pergola wants to reach, beside what it does. */
final class Bars {
    private record Bar(String what, String wanted, String measured, boolean met) {}

    private final List<Bar> bars = new ArrayList<>();

    /** A figure that is to be below another. */
    void below(String what, double measured, double limit, String unit) {
        add(what, "< " + number(limit) + unit, Samples.text(measured) + unit, measured, measured < limit);
    }

    /** A contender's figure that is to be so many times Pergola's. */
    void times(String what, double pergola, double other, double wanted) {
        double times = other / pergola;
        add(what, "≥ " + number(wanted) + "×", Samples.ratio(other, pergola), times, times >= wanted);
    }

    private void add(String what, String wanted, String text, double measured, boolean met) {
        if (!Double.isNaN(measured)) bars.add(new Bar(what, wanted, text, met));
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString(Math.round(value)) : Double.toString(value);
    }

    boolean isEmpty() {
        return bars.isEmpty();
    }

    Table table() {
        Table table = new Table("Bars", "", "What", "bar", "measured", "met");
        bars.forEach(bar -> table.row(bar.what, bar.wanted, bar.measured, bar.met ? "yes" : "**no**"));
        return table;
    }
}
