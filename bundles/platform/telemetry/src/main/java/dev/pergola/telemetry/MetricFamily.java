package dev.pergola.telemetry;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * What is measured under one name.
 *
 * @param name as Prometheus wants it: base units, {@code _total} at the end of a counter's and {@code _info} of an info's
 * @param help what it is, in a sentence
 * @param type what can be done with it
 * @param samples what was measured
 */
public record MetricFamily(String name, String help, Type type, List<Sample> samples) {
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,127}");
    /** What formats add to names by themselves. */
    private static final Pattern RESERVED = Pattern.compile(".*_(?:total|info|count|sum|bucket|created)");

    private static final int MOST_HELP = 500;

    /** Checks. */
    public MetricFamily {
        if (!NAME.matcher(name).matches() || !type.fits(name))
            throw new IllegalArgumentException("'" + shortened(name, 200) + "' cannot be the name of a "
                    + type.name().toLowerCase(Locale.ROOT));
        help = shortened(help, MOST_HELP);
        samples = List.copyOf(samples);
    }

    /** One that is a single number. */
    public static MetricFamily of(String name, String help, Type type, double value) {
        return new MetricFamily(name, help, type, List.of(Sample.of(value, Map.of())));
    }

    /** The name without what its type adds to it: no two families may share it. */
    public String stem() {
        return name.substring(0, name.length() - type.suffix.length());
    }

    private static String shortened(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most) + "…";
    }

    /** What can be done with what is measured. */
    public enum Type {
        /** It only grows, until it begins anew: what matters is by how much. */
        COUNTER("_total"),
        /** It goes up and down. */
        GAUGE(""),
        /** What matters are the labels; the value is 1. */
        INFO("_info"),
        /** Many values, by how large they were. */
        HISTOGRAM("");

        private final String suffix;

        Type(String suffix) {
            this.suffix = suffix;
        }

        private boolean fits(String name) {
            if (!suffix.isEmpty()) return name.endsWith(suffix) && name.length() > suffix.length();
            return !RESERVED.matcher(name).matches();
        }
    }

    /**
     * A measured value.
     *
     * @param labels what it is of, sorted by name; values may be anything, and are cut where they are long
     * @param value the value; of a histogram the sum of all values
     * @param buckets of a histogram how many there were, by size, the last without an end; empty otherwise
     */
    public record Sample(Map<String, String> labels, double value, List<Bucket> buckets) {
        private static final Pattern LABEL = Pattern.compile("[a-z][a-z0-9_]{0,63}");
        private static final int MOST_LABELS = 10;
        private static final int MOST_TEXT = 200;
        private static final int MOST_BUCKETS = 50;

        /** Checks. */
        public Sample {
            if (labels.size() > MOST_LABELS)
                throw new IllegalArgumentException("A sample has at most " + MOST_LABELS + " labels");
            TreeMap<String, String> sorted = new TreeMap<>();
            labels.forEach((label, text) -> {
                // Histograms call their own label so.
                if (!LABEL.matcher(label).matches() || label.equals("le"))
                    throw new IllegalArgumentException(
                            "'" + shortened(label, MOST_TEXT) + "' cannot be the name of a label");
                sorted.put(label, shortened(text, MOST_TEXT));
            });
            labels = Collections.unmodifiableMap(sorted);
            buckets = List.copyOf(buckets);
            check(buckets);
        }

        private static void check(List<Bucket> buckets) {
            if (buckets.isEmpty()) return;
            boolean ascending = buckets.size() <= MOST_BUCKETS;
            for (int i = 1; i < buckets.size(); i++) ascending &= buckets.get(i - 1).most < buckets.get(i).most;
            if (!ascending || buckets.get(buckets.size() - 1).most != Double.POSITIVE_INFINITY)
                throw new IllegalArgumentException("The buckets of a histogram, at most " + MOST_BUCKETS
                        + " of them, are by size, and the last has no end");
        }

        /** A plain value. */
        public static Sample of(double value, Map<String, String> labels) {
            return new Sample(labels, value, List.of());
        }

        /** Of a histogram, how many values there were; empty for others. */
        public Optional<Long> count() {
            return buckets.isEmpty()
                    ? Optional.empty()
                    : Optional.of(buckets.stream().mapToLong(Bucket::count).sum());
        }

        /** Whether it is what a type of metric has. */
        public boolean fits(Type type) {
            return switch (type) {
                case COUNTER -> buckets.isEmpty() && value >= 0;
                case GAUGE -> buckets.isEmpty();
                case INFO -> buckets.isEmpty() && value == 1;
                case HISTOGRAM -> !buckets.isEmpty();
            };
        }
    }

    /**
     * How many values of some size there were.
     *
     * @param most the largest that is counted here; what is in the bucket before is not
     * @param count how many
     */
    public record Bucket(double most, long count) {
        /** Checks. */
        public Bucket {
            if (Double.isNaN(most) || count < 0)
                throw new IllegalArgumentException("No bucket: " + most + ", " + count);
        }
    }
}
