package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReservationsTest {
    private final Reservations reservations = new Reservations();

    @Test
    void workOnOnePluginIsDoneOneAfterTheOther() {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<CompletableFuture<Void>> all = IntStream.range(0, 8)
                .mapToObj(i -> CompletableFuture.runAsync(() -> reservations.holding(() -> Set.of("a", "b" + i), () -> {
                    most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                    Thread.yield();
                    return inside.decrementAndGet();
                })))
                .toList();

        all.forEach(CompletableFuture::join);

        assertThat(most).hasValue(1);
    }

    @Test
    void aPluginThatHangsHoldsUpNobodyElse() throws Exception {
        CountDownLatch hanging = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Void> stuck =
                CompletableFuture.runAsync(() -> reservations.holding(() -> Set.of("stuck"), () -> {
                    hanging.countDown();
                    try {
                        return release.await(10, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }));
        assertThat(hanging.await(5, TimeUnit.SECONDS)).isTrue();

        String other = reservations.holding(() -> Set.of("other"), () -> "done");

        assertThat(other).isEqualTo("done");
        release.countDown();
        stuck.join();
    }
}
