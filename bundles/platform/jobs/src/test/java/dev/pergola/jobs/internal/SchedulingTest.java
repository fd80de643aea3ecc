package dev.pergola.jobs.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R33: what the clock makes of an entry that is being worked on. */
class SchedulingTest {
    @TempDir
    Path data;

    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicLong hours = new AtomicLong();
    private final CountDownLatch end = new CountDownLatch(1);
    private JobRuntime store;
    private Scheduling scheduling;

    @BeforeEach
    void open() {
        store = new JobRuntime(data, Map.of());
        store.queue.submit(JobRuntime.request(Map.of("name", "a")));
    }

    @AfterEach
    void close() {
        end.countDown();
        scheduling.stop();
        store.close();
    }

    /** By a clock that is an hour ahead of itself each time: every heartbeat is too old at once. */
    private void start(boolean here) {
        Scheduling.Pace pace = new Scheduling.Pace(
                () -> Instant.now().plus(Duration.ofHours(hours.incrementAndGet())), Duration.ofMillis(100));
        scheduling = new Scheduling(store.source, "here", 2, entry -> work(), entry -> here, time -> {}, pace);
        scheduling.start();
        scheduling.wake();
        await().until(() -> begun.get() > 0);
    }

    private Scheduling.Next work() {
        begun.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Scheduling.Next.Done();
    }

    @Test
    void whatIsWorkedOnHereIsNotBegunAgainHoweverFarTheClockIsSetForward() {
        start(true);
        long before = hours.get();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            scheduling.wake();
            return hours.get() > before + 100;
        });
        assertThat(begun).hasValue(1);
    }

    @Test
    void whatNobodyIsAtAnyMoreIsBegunAgain() {
        start(false);
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            scheduling.wake();
            return begun.get() == 2;
        });
    }
}
