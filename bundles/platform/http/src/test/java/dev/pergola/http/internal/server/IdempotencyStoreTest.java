package dev.pergola.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.http.internal.server.IdempotencyStore.Answer;
import dev.pergola.http.internal.server.IdempotencyStore.State;
import dev.pergola.http.testing.SettableClock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IdempotencyStoreTest {
    private static final byte[] PRINT = {1};
    private final SettableClock clock = new SettableClock();
    private final IdempotencyStore store = new IdempotencyStore(clock);

    @Test
    void remembersForADay() {
        assertThat(store.begin("k", PRINT)).isInstanceOf(State.Begun.class);
        store.finish("k", Optional.of(answer(10)));
        clock.advance(IdempotencyStore.KEPT.minusSeconds(1));
        assertThat(store.begin("k", PRINT)).isInstanceOf(State.Done.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.begin("k", PRINT)).isInstanceOf(State.Begun.class);
    }

    @Test
    void forgetsTheOldestWhereThereAreTooMany() {
        for (int i = 0; i < 12_000; i++) {
            store.begin("k" + i, PRINT);
            store.finish("k" + i, Optional.of(answer(1)));
        }
        assertThat(store.begin("k0", PRINT)).isInstanceOf(State.Begun.class);
        assertThat(store.begin("k11999", PRINT)).isInstanceOf(State.Done.class);
    }

    @Test
    void forgetsTheOldestWhereTheyAreTooLarge() {
        for (int i = 0; i < 200; i++) {
            store.begin("k" + i, PRINT);
            store.finish("k" + i, Optional.of(answer(1 << 18)));
        }
        assertThat(store.begin("k0", PRINT)).isInstanceOf(State.Begun.class);
        assertThat(store.begin("k199", PRINT)).isInstanceOf(State.Done.class);
    }

    @Test
    void neverForgetsWhatIsUnderWay() {
        store.begin("first", PRINT);
        for (int i = 0; i < 12_000; i++) {
            store.begin("k" + i, PRINT);
            store.finish("k" + i, Optional.empty());
        }
        assertThat(store.begin("first", PRINT)).isInstanceOf(State.InProgress.class);
    }

    @Test
    void toleratesAnAnswerToWhatItForgot() {
        store.finish("unknown", Optional.of(answer(1)));
        store.forget("unknown");
        assertThat(store.begin("unknown", PRINT)).isInstanceOf(State.Begun.class);
    }

    private static Answer answer(int size) {
        return new Answer(200, "application/json", new byte[size], Map.of());
    }
}
