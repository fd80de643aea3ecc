package dev.pergola.http.internal.resources;

import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import io.prometheus.metrics.config.EscapingScheme;
import io.prometheus.metrics.expositionformats.ExpositionFormatWriter;
import io.prometheus.metrics.expositionformats.OpenMetricsTextFormatWriter;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The formats that Prometheus and others read metrics in, written by Prometheus' own code. Its writers are made here, as what
 * would choose one reads the configuration of a library from the environment.
 */
enum MetricsFormat {
    /** What everybody reads. */
    PROMETHEUS("text/plain", new PrometheusTextFormatWriter(false)),
    /** For whoever asks for it. */
    OPEN_METRICS("application/openmetrics-text", new OpenMetricsTextFormatWriter(false, false));

    private final String mediaType;
    private final ExpositionFormatWriter writer;

    MetricsFormat(String mediaType, ExpositionFormatWriter writer) {
        this.mediaType = mediaType;
        this.writer = writer;
    }

    /** The one that a client prefers. */
    static MetricsFormat accepted(String accept) {
        return OPEN_METRICS.writer.accepts(accept) ? OPEN_METRICS : PROMETHEUS;
    }

    /** Its media type, without parameters. */
    String mediaType() {
        return mediaType;
    }

    /** Its media type, with its version and its encoding. */
    String contentType() {
        return writer.getContentType();
    }

    String text(List<MetricFamily> families) throws IOException {
        List<MetricSnapshot> snapshots = families.stream()
                .filter(family -> !family.samples().isEmpty())
                .map(MetricsFormat::snapshot)
                .toList();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        writer.write(bytes, new MetricSnapshots(snapshots), EscapingScheme.UNDERSCORE_ESCAPING);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static MetricSnapshot snapshot(MetricFamily family) {
        return switch (family.type()) {
            case COUNTER -> counter(family);
            case GAUGE -> gauge(family);
            case INFO -> info(family);
            case HISTOGRAM -> histogram(family);
        };
    }

    private static MetricSnapshot counter(MetricFamily family) {
        CounterSnapshot.Builder snapshot =
                CounterSnapshot.builder().name(family.stem()).help(family.help());
        for (Sample sample : family.samples())
            snapshot.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(sample.value())
                    .build());
        return snapshot.build();
    }

    private static MetricSnapshot gauge(MetricFamily family) {
        GaugeSnapshot.Builder snapshot =
                GaugeSnapshot.builder().name(family.stem()).help(family.help());
        for (Sample sample : family.samples())
            snapshot.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .value(sample.value())
                    .build());
        return snapshot.build();
    }

    private static MetricSnapshot info(MetricFamily family) {
        InfoSnapshot.Builder snapshot =
                InfoSnapshot.builder().name(family.stem()).help(family.help());
        for (Sample sample : family.samples())
            snapshot.dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .build());
        return snapshot.build();
    }

    private static MetricSnapshot histogram(MetricFamily family) {
        HistogramSnapshot.Builder snapshot =
                HistogramSnapshot.builder().name(family.stem()).help(family.help());
        for (Sample sample : family.samples()) {
            ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
            sample.buckets().forEach(bucket -> buckets.bucket(bucket.most(), bucket.count()));
            snapshot.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                    .labels(labels(sample))
                    .sum(sample.value())
                    .classicHistogramBuckets(buckets.build())
                    .build());
        }
        return snapshot.build();
    }

    private static Labels labels(Sample sample) {
        Labels.Builder labels = Labels.builder();
        sample.labels().forEach(labels::label);
        return labels.build();
    }
}
