package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.store.PluginStates;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R216. */
class TransactionsTest extends StoreTest {
    Transactions transactions;
    PluginStates states;

    @BeforeEach
    void services() {
        transactions = database;
        states = new SqlPluginStates(database);
    }

    private void put(String key) {
        states.put("p", key, Map.of("v", 1), 10_000);
    }

    @Test
    void whatTheWorkChangedSurvivesTogether() {
        String result = transactions.inTransaction(() -> {
            put("a");
            put("b");
            return "done";
        });
        assertThat(result).isEqualTo("done");
        assertThat(states.keys("p")).containsExactly("a", "b");
    }

    @Test
    void nothingSurvivesWorkThatThrows() {
        assertThatThrownBy(() -> transactions.inTransaction(() -> {
                    put("a");
                    throw new IllegalStateException("no");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("no");
        assertThat(states.keys("p")).isEmpty();
        assertThat(states.bytesUsed("p")).isZero();
    }

    @Test
    void nothingSurvivesWorkThatThrowsAnError() {
        assertThatThrownBy(() -> transactions.inTransaction(() -> {
                    put("a");
                    throw new StackOverflowError("deep");
                }))
                .isInstanceOf(StackOverflowError.class);
        assertThat(states.keys("p")).isEmpty();
    }

    @Test
    void nestedTransactionsAreOne() {
        assertThatThrownBy(() -> transactions.inTransaction(() -> {
                    transactions.inTransaction(() -> put("a"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(states.keys("p")).isEmpty();
    }

    @Test
    void aNestedFailureThatIsCaughtStillRollsAllBack() {
        assertThatThrownBy(() -> transactions.inTransaction(() -> {
                    put("a");
                    try {
                        transactions.inTransaction(() -> {
                            put("b");
                            throw new IllegalStateException("half done");
                        });
                    } catch (IllegalStateException e) {
                        put("c");
                    }
                }))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Nothing was changed")
                .hasRootCauseMessage("half done");
        assertThat(states.keys("p")).isEmpty();
    }

    @Test
    void aRefusalThatChangedNothingCanBeCaughtInATransaction() {
        transactions.inTransaction(() -> {
            put("a");
            assertThatThrownBy(() -> states.put("p", "b", Map.of("v", "x".repeat(100)), 50))
                    .isInstanceOf(ResourceLimitExceededException.class);
        });
        assertThat(states.keys("p")).containsExactly("a");
    }

    @Test
    void othersSeeNothingBeforeTheCommit() {
        transactions.inTransaction(() -> {
            put("a");
            assertThat(CompletableFuture.supplyAsync(() -> states.keys("p")).join())
                    .isEmpty();
            assertThat(states.keys("p")).containsExactly("a");
        });
        assertThat(states.keys("p")).containsExactly("a");
    }

    @Test
    void actionsRunAfterTheCommitInOrderOnTheSameThread() {
        List<String> ran = new ArrayList<>();
        Thread caller = Thread.currentThread();
        transactions.inTransaction(() -> {
            transactions.afterCommit(() -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                ran.add("first sees "
                        + CompletableFuture.supplyAsync(() -> states.keys("p")).join());
            });
            transactions.inTransaction(() -> transactions.afterCommit(() -> ran.add("second")));
            put("a");
            assertThat(ran).isEmpty();
        });
        assertThat(ran).containsExactly("first sees [a]", "second");
    }

    @Test
    void anActionThatFailsHarmsNeitherTheOthersNorTheCaller() {
        List<String> ran = new ArrayList<>();
        transactions.inTransaction(() -> {
            transactions.afterCommit(() -> {
                throw new IllegalStateException("expected in this test");
            });
            transactions.afterCommit(() -> {
                throw new AssertionError("expected in this test");
            });
            transactions.afterCommit(() -> ran.add("third"));
        });
        assertThat(ran).containsExactly("third");
    }

    @Test
    void anActionMayUseTheStore() {
        transactions.inTransaction(() -> {
            put("a");
            transactions.afterCommit(() -> transactions.inTransaction(() -> put("b")));
        });
        assertThat(states.keys("p")).containsExactly("a", "b");
    }

    @Test
    void actionsNeverRunAfterARollback() {
        List<String> ran = new ArrayList<>();
        assertThatThrownBy(() -> transactions.inTransaction(() -> {
                    transactions.afterCommit(() -> ran.add("no"));
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(ran).isEmpty();
        transactions.inTransaction(() -> put("a"));
        assertThat(ran).isEmpty();
    }

    @Test
    void withoutATransactionAnActionRunsAtOnce() {
        List<String> ran = new ArrayList<>();
        transactions.afterCommit(() -> ran.add("now"));
        assertThat(ran).containsExactly("now");
    }

    @Test
    void oneTransactionHoldsUpNobodyWhoReadsAndWhoeverWritesUntilItsEnd() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        CompletableFuture<Void> slow = CompletableFuture.runAsync(() -> transactions.inTransaction(() -> {
            put("a");
            begun.countDown();
            await(release);
        }));
        assertThat(begun.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(states.keys("p")).isEmpty();
        CompletableFuture<Void> other = CompletableFuture.runAsync(() -> states.put("q", "k", Map.of(), 1_000));
        assertThat(states.keys("q")).isEmpty();
        assertThat(other).isNotDone();
        release.countDown();
        slow.get(10, TimeUnit.SECONDS);
        other.get(10, TimeUnit.SECONDS);
        assertThat(states.keys("q")).containsExactly("k");
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aFailureSaysWhatWasAttemptedAndNoMore() {
        assertThatThrownBy(() -> database.run(
                        "count the sheep",
                        handle -> handle.createUpdate("update sheep set n = :secret")
                                .bind("secret", "hunter2")
                                .execute()))
                .isInstanceOf(StoreException.class)
                .hasMessageStartingWith("Could not count the sheep: ")
                .hasMessageContaining("sheep")
                .message()
                .doesNotContain("hunter2")
                .doesNotContain("\n");
    }

    @Test
    void afterItIsClosedItSaysSo() {
        database.close();
        assertThatThrownBy(() -> states.keys("p"))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("Could not list the state of p");
    }
}
