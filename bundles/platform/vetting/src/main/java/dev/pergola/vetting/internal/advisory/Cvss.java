package dev.pergola.vetting.internal.advisory;

import dev.pergola.vetting.Advisories.Severity;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** The base score of a CVSS 3.0 or 3.1 vector, by the formula of its specification. */
final class Cvss {
    private static final Map<String, Double> WEIGHTS = Map.ofEntries(
            Map.entry("AV:N", 0.85),
            Map.entry("AV:A", 0.62),
            Map.entry("AV:L", 0.55),
            Map.entry("AV:P", 0.2),
            Map.entry("AC:L", 0.77),
            Map.entry("AC:H", 0.44),
            Map.entry("UI:N", 0.85),
            Map.entry("UI:R", 0.62),
            Map.entry("C:H", 0.56),
            Map.entry("C:L", 0.22),
            Map.entry("C:N", 0.0),
            Map.entry("I:H", 0.56),
            Map.entry("I:L", 0.22),
            Map.entry("I:N", 0.0),
            Map.entry("A:H", 0.56),
            Map.entry("A:L", 0.22),
            Map.entry("A:N", 0.0));

    private Cvss() {}

    /** The score; empty where this is no such vector. */
    static OptionalDouble baseScore(String vector) {
        if (!vector.startsWith("CVSS:3.") || vector.length() > 300) return OptionalDouble.empty();
        Map<String, String> metrics = new HashMap<>();
        for (String metric : vector.split("/")) {
            int colon = metric.indexOf(':');
            if (colon > 0) metrics.put(metric.substring(0, colon), metric.substring(colon + 1));
        }
        boolean changed = "C".equals(metrics.get("S"));
        Optional<Double> privileges = privileges(metrics.getOrDefault("PR", ""), changed);
        double[] weights = new double[6];
        String[] names = {"AV", "AC", "UI", "C", "I", "A"};
        for (int i = 0; i < names.length; i++) {
            Double weight = WEIGHTS.get(names[i] + ":" + metrics.getOrDefault(names[i], ""));
            if (weight == null) return OptionalDouble.empty();
            weights[i] = weight;
        }
        if (privileges.isEmpty() || !metrics.containsKey("S")) return OptionalDouble.empty();
        double base = 1 - (1 - weights[3]) * (1 - weights[4]) * (1 - weights[5]);
        double impact = changed ? 7.52 * (base - 0.029) - 3.25 * Math.pow(base - 0.02, 15) : 6.42 * base;
        if (impact <= 0) return OptionalDouble.of(0);
        double exploitability = 8.22 * weights[0] * weights[1] * privileges.get() * weights[2];
        double sum = impact + exploitability;
        return OptionalDouble.of(roundUp(Math.min(changed ? 1.08 * sum : sum, 10)));
    }

    private static Optional<Double> privileges(String metric, boolean changed) {
        return switch (metric) {
            case "N" -> Optional.of(0.85);
            case "L" -> Optional.of(changed ? 0.68 : 0.62);
            case "H" -> Optional.of(changed ? 0.5 : 0.27);
            default -> Optional.empty();
        };
    }

    /** As the specification says, which knows that doubles are not exact. */
    private static double roundUp(double score) {
        long scaled = Math.round(score * 100_000);
        return scaled % 10_000 == 0 ? scaled / 100_000.0 : (Math.floorDiv(scaled, 10_000L) + 1) / 10.0;
    }

    static Severity severity(double score) {
        if (score >= 9) return Severity.CRITICAL;
        if (score >= 7) return Severity.HIGH;
        return score >= 4 ? Severity.MEDIUM : Severity.LOW;
    }
}
