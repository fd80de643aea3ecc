package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.MetricFamily.Sample;
import dev.pergola.telemetry.MetricFamily.Type;
import dev.pergola.telemetry.MetricSource;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Metrics of whoever has some (R278, R32). */
class MetricSourcesTest {
    private final MetricSources sources = new MetricSources();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @BeforeEach
    void listen() {
        log.start();
        ((Logger) LoggerFactory.getLogger(AskedSource.class)).addAppender(log);
    }

    @AfterEach
    void stop() {
        sources.stop();
        ((Logger) LoggerFactory.getLogger(AskedSource.class)).detachAppender(log);
    }

    @Test
    void everySourceIsAskedAndTheAnswersAreByName() {
        sources.addSource(() -> List.of(gauge("b", 2), gauge("c", 3)));
        sources.addSource(() -> List.of(gauge("a", 1)));

        assertThat(names()).containsExactly("a", "b", "c", "pergola_metric_sources");
        assertThat(outcomes()).containsExactlyEntriesOf(Map.of("answered", 2.0));
        assertThat(log.list).isEmpty();
    }

    @Test
    void oneThatThrowsOrHangsIsLeftOutAndTheOthersAnswer() {
        CountDownLatch never = new CountDownLatch(1);
        sources.addSource(() -> {
            throw new StackOverflowError("deep");
        });
        sources.addSource(() -> {
            try {
                never.await();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
            return List.of(gauge("late", 1));
        });
        sources.addSource(() -> null);
        sources.addSource(() -> List.of(gauge("a", 1)));

        assertThat(names()).containsExactly("a", "pergola_metric_sources");
        assertThat(log.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .hasSize(3)
                .anySatisfy(line -> assertThat(line).contains("StackOverflowError: deep"))
                .anySatisfy(line -> assertThat(line).contains("has not answered"))
                .anySatisfy(line -> assertThat(line).contains("NullPointerException"));
        assertThat(outcomes()).isEqualTo(Map.of("answered", 1.0, "missing", 3.0));
    }

    @Test
    void whatIsAmissIsLoggedOnceUntilItIsWellAgain() {
        AtomicBoolean broken = new AtomicBoolean(true);
        sources.addSource(() -> {
            if (broken.get()) throw new IllegalStateException("broken");
            return List.of(gauge("a", 1));
        });

        sources.gather();
        sources.gather();
        assertThat(log.list).hasSize(1);
        broken.set(false);
        await().until(() -> names().contains("a"));
        assertThat(log.list).hasSize(2).last().asString().contains("complete again");
    }

    @Test
    void sourcesMayComeAndGo() {
        MetricSource source = () -> List.of(gauge("a", 1));
        sources.addSource(source);
        assertThat(names()).contains("a");
        sources.removeSource(source);
        assertThat(names()).containsExactly("pergola_metric_sources");
    }

    @Test
    void noNameIsThereTwice() {
        sources.addSource(() -> List.of(gauge("a", 1), gauge("pergola_metric_sources", 5)));
        sources.addSource(() -> List.of(gauge("a", 2), MetricFamily.of("a_total", "", Type.COUNTER, 3), gauge("b", 1)));

        assertThat(names()).containsExactly("a", "b", "pergola_metric_sources");
        assertThat(sources.gather().get(0).samples().get(0).value()).isEqualTo(1);
        assertThat(log.list).hasSize(2);
    }

    @Test
    void whatDoesNotFitIsLeftOut() {
        sources.addSource(() -> List.of(
                new MetricFamily(
                        "a_total",
                        "",
                        Type.COUNTER,
                        List.of(
                                Sample.of(-1, Map.of("plugin", "wrong")),
                                Sample.of(1, Map.of("plugin", "p")),
                                Sample.of(2, Map.of("plugin", "p")))),
                new MetricFamily("b", "", Type.GAUGE, Collections.nCopies(3, Sample.of(1, Map.of())))));

        assertThat(sources.gather().get(0).samples()).containsExactly(Sample.of(1, Map.of("plugin", "p")));
        assertThat(sources.gather().get(1).samples()).hasSize(1);
        assertThat(log.list).singleElement().asString().contains("2 samples of a_total", "2 samples of b");
    }

    @Test
    void whatIsTooMuchIsLeftOut() {
        sources.addSource(() -> IntStream.range(0, 200)
                .mapToObj(i -> new MetricFamily(
                        "a" + i,
                        "",
                        Type.GAUGE,
                        i > 0
                                ? List.of()
                                : IntStream.range(0, 6_000)
                                        .mapToObj(j -> Sample.of(j, Map.of("plugin", "p" + j)))
                                        .toList()))
                .toList());

        assertThat(sources.gather()).hasSize(101);
        assertThat(sources.gather().get(0).samples()).hasSize(5_000);
        assertThat(log.list).singleElement().asString().contains("1000 samples of a0", "200 metrics");
    }

    @Test
    void theProcessTellsOfItself() {
        sources.addSource(new RuntimeFacts());

        assertThat(names())
                .contains(
                        "jvm_memory_used_bytes",
                        "jvm_memory_max_bytes",
                        "jvm_threads_current",
                        "process_cpu_seconds_total",
                        "process_start_time_seconds");
        assertThat(sources.gather())
                .filteredOn(family -> !family.name().contains("max"))
                .allSatisfy(family -> assertThat(family.samples()).isNotEmpty());
        assertThat(log.list).isEmpty();
    }

    private static MetricFamily gauge(String name, double value) {
        return MetricFamily.of(name, "", Type.GAUGE, value);
    }

    private List<String> names() {
        return sources.gather().stream().map(MetricFamily::name).toList();
    }

    private Map<String, Double> outcomes() {
        MetricFamily own = sources.gather().stream()
                .filter(family -> family.name().equals("pergola_metric_sources"))
                .findFirst()
                .orElseThrow();
        return own.samples().stream()
                .filter(sample -> sample.value() > 0)
                .collect(Collectors.toMap(sample -> sample.labels().get("outcome"), Sample::value));
    }
}
