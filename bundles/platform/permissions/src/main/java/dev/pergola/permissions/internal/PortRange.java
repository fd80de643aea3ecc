package dev.pergola.permissions.internal;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Ports from one to another: {@code 443}, {@code 8000-8100}, {@code 1024-}, {@code -1023} or {@code *}. */
record PortRange(int low, int high) {
    static final PortRange ALL = new PortRange(0, 65_535);
    private static final Pattern RANGE = Pattern.compile("(\\d{0,5})(-?)(\\d{0,5})");

    static PortRange parse(String text) {
        if (text.equals("*")) return ALL;
        Matcher range = RANGE.matcher(text);
        if (!range.matches() || text.isEmpty() || text.equals("-")) {
            throw new IllegalArgumentException("has the port '" + text + "'");
        }
        boolean one = range.group(2).isEmpty();
        int low = range.group(1).isEmpty() ? ALL.low : Integer.parseInt(range.group(1));
        int high = one ? low : range.group(3).isEmpty() ? ALL.high : Integer.parseInt(range.group(3));
        if (low > high || high > ALL.high) throw new IllegalArgumentException("has the port '" + text + "'");
        return new PortRange(low, high);
    }

    boolean covers(PortRange other) {
        return low <= other.low && other.high <= high;
    }

    Optional<PortRange> common(PortRange other) {
        int from = Math.max(low, other.low);
        int to = Math.min(high, other.high);
        return from > to ? Optional.empty() : Optional.of(new PortRange(from, to));
    }

    String shown() {
        if (equals(ALL)) return "any port";
        return low == high ? "port " + low : "ports " + low + " to " + high;
    }

    @Override
    public String toString() {
        if (equals(ALL)) return "*";
        return low == high ? Integer.toString(low) : low + "-" + high;
    }
}
