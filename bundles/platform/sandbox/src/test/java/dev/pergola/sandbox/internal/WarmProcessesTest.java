package dev.pergola.sandbox.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What waits for a plugin is given once, while it lives, and never kept beyond what there is room for. */
class WarmProcessesTest {
    private final WarmProcesses<One> warm = new WarmProcesses<>(Duration.ofSeconds(20));

    @AfterEach
    void close() {
        warm.close();
    }

    /** One that is ready when it is told to be. */
    private static final class One implements WarmProcesses.Warm {
        private final CompletableFuture<Void> ready = new CompletableFuture<>();
        private volatile boolean alive = true;

        @Override
        public void awaitReady() {
            ready.join();
        }

        @Override
        public void disconnect() {
            ready.completeExceptionally(new IllegalStateException("disconnected"));
        }

        @Override
        public boolean isAlive() {
            return alive;
        }

        @Override
        public void close() {
            alive = false;
        }
    }

    private One added() {
        One one = new One();
        one.ready.complete(null);
        assertThat(warm.add(10, () -> 1, () -> one)).isTrue();
        return one;
    }

    /** One that is still starting; what is given says whether it was kept. */
    private CompletableFuture<Boolean> starting(One one) {
        CompletableFuture<Boolean> kept = CompletableFuture.supplyAsync(() -> warm.add(10, () -> 1, () -> one));
        await().until(() -> warm.count() == 1);
        return kept;
    }

    private CompletableFuture<Optional<One>> taken() {
        CompletableFuture<Optional<One>> taken = new CompletableFuture<>();
        Thread taker = new Thread(() -> {
            try {
                taken.complete(warm.take());
            } catch (InterruptedException e) {
                taken.completeExceptionally(e);
            }
        });
        taker.start();
        await().until(() -> taken.isDone() || taker.getState() == Thread.State.TIMED_WAITING);
        return taken;
    }

    @Test
    void theOneThatWaitsForLongestIsGiven() throws InterruptedException {
        One first = added();
        One second = added();

        assertThat(warm.take()).contains(first);
        assertThat(warm.take()).contains(second);
        assertThat(warm.take()).isEmpty();
    }

    @Test
    void oneThatIsJustStartingIsWaitedForByOneAlone() {
        One one = new One();
        CompletableFuture<Boolean> kept = starting(one);
        CompletableFuture<Optional<One>> first = taken();
        assertThat(first).isNotDone();

        assertThat(taken().join()).isEmpty();

        one.ready.complete(null);
        assertThat(first.join()).contains(one);
        assertThat(kept.join()).isTrue();
    }

    @Test
    void whereItDoesNotComeUpNobodyWaitsAnyLonger() {
        One one = new One();
        CompletableFuture<Boolean> kept = starting(one);
        CompletableFuture<Optional<One>> first = taken();

        one.disconnect();

        assertThat(first.join()).isEmpty();
        assertThat(kept.join()).isFalse();
        assertThat(one.isAlive()).isFalse();
    }

    @Test
    void oneThatHasEndedIsNotGiven() throws InterruptedException {
        One dead = added();
        One alive = added();
        dead.close();

        assertThat(warm.ready()).isEqualTo(1);
        assertThat(warm.take()).contains(alive);
    }

    @Test
    void oneThatHasEndedDoesNotTakeUpRoom() {
        added().close();

        warm.end(0);

        assertThat(warm.count()).isZero();
    }

    @Test
    void oneThatTakesTooLongIsEnded() {
        WarmProcesses<One> impatient = new WarmProcesses<>(Duration.ofMillis(20));
        One one = new One();

        assertThat(impatient.add(1, () -> 1, () -> one)).isFalse();

        assertThat(one.isAlive()).isFalse();
        assertThat(impatient.count()).isZero();
    }

    @Test
    void oneThatThereIsNoRoomForAnyMoreWhenItIsReadyIsEnded() {
        Deque<Integer> rooms = new ArrayDeque<>(List.of(1, -1));
        One one = new One();
        one.ready.complete(null);

        assertThat(warm.add(10, rooms::removeFirst, () -> one)).isFalse();

        assertThat(one.isAlive()).isFalse();
        assertThat(warm.count()).isZero();
    }

    @Test
    void noneIsStartedWhereThereIsNoRoomOrAreEnough() {
        added();

        assertThat(warm.add(10, () -> 0, One::new)).isFalse();
        assertThat(warm.add(1, () -> 5, One::new)).isFalse();
    }

    @Test
    void afterOneDidNotStartNoOtherDoesUntilItIsWorthATry() {
        assertThat(warm.add(1, () -> 1, () -> {
                    throw new IOException("no memory");
                }))
                .isFalse();
        One next = new One();
        next.ready.complete(null);

        assertThat(warm.add(1, () -> 1, () -> next)).isFalse();
        warm.tryAgain();
        assertThat(warm.add(1, () -> 1, () -> next)).isTrue();
    }

    @Test
    void oneThatIsReadyWhenThePlatformStopsEnds() {
        One one = new One();
        CompletableFuture<Boolean> kept = starting(one);

        warm.close();
        one.ready.complete(null);

        assertThat(kept.join()).isFalse();
        assertThat(one.isAlive()).isFalse();
    }
}
