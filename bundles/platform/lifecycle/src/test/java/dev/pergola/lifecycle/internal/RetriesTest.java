package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Installation;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plugin that failed is tried again, less and less often, and not for ever (R29). */
class RetriesTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    @TempDir
    Path folder;

    private final List<Duration> delays = new ArrayList<>();
    private final List<Runnable> due = new ArrayList<>();
    private final List<String> started = new ArrayList<>();
    private Instant now = NOON;
    private double chance = 0.5;
    private Retries retries;

    @BeforeEach
    void make() {
        retries = retries(3);
    }

    private Retries retries(int most) {
        return new Retries(
                (delay, work) -> {
                    delays.add(delay);
                    due.add(work);
                    return () -> due.remove(work);
                },
                () -> now,
                () -> chance,
                Duration.ofSeconds(10),
                most,
                managed -> started.add(managed.toString()));
    }

    private void fire() {
        now = now.plus(delays.get(delays.size() - 1));
        due.remove(0).run();
    }

    @Test
    void eachTryComesTwiceAsLateAsTheOneBefore() throws IOException {
        Managed failed = failed("flaky", "1.0.0", "a", "start-failed");
        for (int i = 0; i < 3; i++) {
            retries.failed(failed);
            fire();
        }
        retries.failed(failed);

        assertThat(delays).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(20), Duration.ofSeconds(40));
        assertThat(due).isEmpty();
        assertThat(started).containsExactly("flaky 1.0.0", "flaky 1.0.0", "flaky 1.0.0");
    }

    @Test
    void thoseThatFailedTogetherDoNotComeTogetherAgain() throws IOException {
        chance = 0;
        retries.failed(failed("early", "1.0.0", "a", "start-failed"));
        chance = 1;
        retries.failed(failed("late", "1.0.0", "b", "start-failed"));

        assertThat(delays).containsExactly(Duration.ofSeconds(8), Duration.ofSeconds(12));
    }

    @Test
    void whatComesNextIsSaidAndSoIsThatNothingComes() throws IOException {
        Managed failed = failed("flaky", "1.0.0", "a", "start-failed");
        assertThat(retries.notes(failed)).isEmpty();
        retries.failed(failed);
        assertThat(retries.notes(failed)).singleElement().satisfies(note -> {
            assertThat(note.code()).isEqualTo("retry");
            assertThat(note.message()).contains("2026-11-25T12:00:10Z", "1 of 3");
            assertThat(note.remedy()).contains("plugin:enable flaky");
        });

        for (int i = 0; i < 3; i++) {
            fire();
            retries.failed(failed);
        }

        assertThat(retries.notes(failed))
                .singleElement()
                .satisfies(note -> assertThat(note.message()).contains("3 times", "not tried again by itself"));
        assertThat(retries.notes(failed.with(PluginState.LOADED, List.of(), Optional.empty())))
                .isEmpty();
    }

    @Test
    void whoeverDoesSomethingAboutItBeginsAnew() throws IOException {
        Managed failed = failed("flaky", "1.0.0", "a", "start-failed");
        retries.failed(failed);
        fire();
        retries.failed(failed);

        retries.forget("flaky");
        assertThat(due).isEmpty();
        assertThat(retries.notes(failed)).isEmpty();
        retries.failed(failed);

        assertThat(delays).last().isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void anotherJarOfTheSameVersionBeginsAnew() throws IOException {
        retries.failed(failed("flaky", "1.0.0", "a", "start-failed"));
        fire();
        Managed other = failed("flaky", "1.0.0", "b", "start-failed");
        retries.failed(other);

        assertThat(delays).containsExactly(Duration.ofSeconds(10), Duration.ofSeconds(10));
        assertThat(due).hasSize(1);
    }

    @Test
    void whatTimeDoesNotMendIsNotTried() throws IOException {
        Managed hopeless = failed("hopeless", "1.0.0", "a", "install-failed");
        retries.failed(hopeless);

        assertThat(delays).isEmpty();
        assertThat(retries.notes(hopeless)).extracting(Problem::code).containsExactly("no-retry");
    }

    @Test
    void noneIsTriedWhereItIsDisabledOrTheOperatorWantsNone() throws IOException {
        Managed failed = failed("flaky", "1.0.0", "a", "start-failed");
        Installation i = failed.installation();
        retries.failed(failed.with(new Installation(
                i.pluginId(), i.version(), i.kind(), i.digest(), i.source(), true, false, NOON, NOON)));
        retries(0).failed(failed);

        assertThat(delays).isEmpty();
    }

    private Managed failed(String id, String version, String digest, String code) throws IOException {
        Map<String, String> headers = TestJars.plugin(id, version);
        Descriptor descriptor =
                DescriptorReader.read(TestJars.write(folder.resolve(id + ".jar"), headers), digest.repeat(64));
        Installation installation =
                new Installation(id, version, descriptor.kind(), descriptor.digest(), "test", true, true, NOON, NOON);
        return new Managed(
                descriptor,
                installation,
                PluginState.FAILED,
                NOON,
                List.of(new Problem(code, "it failed", "mend it")),
                Optional.empty());
    }
}
