package dev.pergola.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.pergola.telemetry.MetricFamily.Bucket;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What can be a metric (R278). */
class MetricFamilyTest {
    private static final double END = Double.POSITIVE_INFINITY;

    @ParameterizedTest
    @CsvSource({
        "COUNTER, calls",
        "COUNTER, _total",
        "INFO, isolation",
        "GAUGE, calls_total",
        "GAUGE, calls_info",
        "HISTOGRAM, call_seconds_sum",
        "HISTOGRAM, call_seconds_bucket",
        "GAUGE, Calls",
        "GAUGE, 'calls{plugin=\"a\"}'",
        "GAUGE, 9lives",
        "GAUGE, ''",
    })
    void namesKeepToTheConventions(Type type, String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> MetricFamily.of(name, "", type, 1));
    }

    @Test
    void aStemIsTheNameWithoutWhatItsTypeAdds() {
        assertThat(MetricFamily.of("calls_total", "", Type.COUNTER, 1).stem()).isEqualTo("calls");
        assertThat(MetricFamily.of("isolation_info", "", Type.INFO, 1).stem()).isEqualTo("isolation");
        assertThat(MetricFamily.of("calls_running", "", Type.GAUGE, 1).stem()).isEqualTo("calls_running");
    }

    @Test
    void longTextsAreCut() {
        MetricFamily family = new MetricFamily(
                "calls", "h".repeat(10_000), Type.GAUGE, List.of(Sample.of(1, Map.of("plugin", "p".repeat(10_000)))));

        assertThat(family.help()).hasSizeLessThan(600);
        assertThat(family.samples().get(0).labels().get("plugin")).hasSizeLessThan(300);
    }

    @Test
    void labelsAreFewAndNamedByWhoMeasures() {
        Map<String, String> many = IntStream.range(0, 11).boxed().collect(Collectors.toMap(i -> "l" + i, i -> "x"));

        assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(1, many));
        assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(1, Map.of("a=\"b\",c", "x")));
        assertThatIllegalArgumentException().isThrownBy(() -> Sample.of(1, Map.of("le", "1")));
    }

    @Test
    void bucketsAreBySizeAndTheLastHasNoEnd() {
        Sample sample = new Sample(Map.of(), 3, List.of(new Bucket(1, 2), new Bucket(END, 1)));

        assertThat(sample.count()).contains(3L);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Sample(Map.of(), 3, List.of(new Bucket(2, 1), new Bucket(1, 1))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Sample(Map.of(), 3, List.of(new Bucket(1, 2))));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bucket(Double.NaN, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> new Bucket(1, -1));
    }

    @Test
    void aSampleFitsItsType() {
        Sample histogram = new Sample(Map.of(), 3, List.of(new Bucket(END, 1)));

        assertThat(Sample.of(-1, Map.of()).fits(Type.GAUGE)).isTrue();
        assertThat(Sample.of(-1, Map.of()).fits(Type.COUNTER)).isFalse();
        assertThat(Sample.of(Double.NaN, Map.of()).fits(Type.COUNTER)).isFalse();
        assertThat(Sample.of(2, Map.of()).fits(Type.INFO)).isFalse();
        assertThat(Sample.of(1, Map.of()).fits(Type.HISTOGRAM)).isFalse();
        assertThat(histogram.fits(Type.HISTOGRAM)).isTrue();
        assertThat(histogram.fits(Type.GAUGE)).isFalse();
    }
}
