package dev.pergola.plugins.heartbeat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.ToLongFunction;

/** The latest samples, summed up. Used by one thread. */
final class Summary {
    private final Deque<Sample> samples = new ArrayDeque<>();

    void add(Sample sample, int window) {
        samples.addLast(sample);
        while (samples.size() > window) samples.removeFirst();
    }

    /** What the samples say; there must be one at least. */
    Map<String, Object> toData() {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("samples", samples.size());
        data.put("since", samples.getFirst().time().toString());
        data.put("heapUsed", range(Sample::heapUsed));
        data.put("threads", range(Sample::threads));
        data.put("latest", samples.getLast().toData());
        return data;
    }

    private Map<String, Object> range(ToLongFunction<Sample> figure) {
        LongSummaryStatistics statistics = samples.stream().mapToLong(figure).summaryStatistics();
        return Map.of(
                "min", statistics.getMin(), "mean", Math.round(statistics.getAverage()), "max", statistics.getMax());
    }
}
