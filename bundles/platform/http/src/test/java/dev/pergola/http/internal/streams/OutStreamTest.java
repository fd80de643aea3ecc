package dev.pergola.http.internal.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class OutStreamTest {
    private final Recorder out = new Recorder();

    @Test
    void writesInOrderFromManyThreadsAndOnlyOneAtATime() throws Exception {
        out.open = true;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            threads.add(new Thread(() -> IntStream.range(0, 500).forEach(i -> send(Integer.toString(i)))));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        assertThat(out.isOpen()).isTrue();
        assertThat(out.written).hasSize(2000);
        assertThat(out.overlap).isFalse();
    }

    @Test
    void closesAClientThatTakesNothing() {
        CountDownLatch closed = new CountDownLatch(1);
        out.whenClosed(closed::countDown);
        for (int i = 0; i < OutStream.MOST_MESSAGES; i++) send("x");
        assertThat(out.isOpen()).isTrue();
        send("one too many");
        assertThat(out.isOpen()).isFalse();
        assertThat(closed.getCount()).isZero();
        assertThat(out.disconnects).isEqualTo(1);
        send("after the end");
        out.close();
        assertThat(out.disconnects).isEqualTo(1);
    }

    @Test
    void closesAClientByBytesToo() {
        send("x".repeat(OutStream.MOST_BYTES));
        assertThat(out.isOpen()).isTrue();
        send("y");
        assertThat(out.isOpen()).isFalse();
    }

    @Test
    void keepsTheConnectionOpenOrGivesUpOnIt() {
        out.heartbeat(Long.MAX_VALUE);
        assertThat(out.beats).isEqualTo(1);
        out.heartbeat(0);
        assertThat(out.beats).as("nothing waits, so nothing is stuck").isEqualTo(2);
        send("waits");
        out.heartbeat(-1);
        assertThat(out.isOpen()).isFalse();
    }

    @Test
    void asksTheSourceForMoreWhenEverythingIsWritten() {
        List<String> past = new ArrayList<>(List.of("a", "b", "c"));
        boolean[] ended = {false};
        out.from(new OutStream.Source() {
            @Override
            public void drained() {
                if (!past.isEmpty()) out.sendPast(OptionalLong.empty(), OutStream.utf8(past.remove(0)));
            }

            @Override
            public void end() {
                ended[0] = true;
            }
        });
        out.open = true;
        out.pump();
        assertThat(out.written).containsExactly("a", "b", "c");
        out.close();
        assertThat(ended[0]).isTrue();
    }

    @Test
    void closesWhereWritingOrTheSourceFails() {
        out.open = true;
        out.from(() -> {
            throw new IllegalStateException("the database is gone");
        });
        out.pump();
        assertThat(out.isOpen()).isFalse();

        Recorder broken = new Recorder();
        broken.open = true;
        broken.failure = Optional.of(new IOException("broken pipe"));
        broken.send(OptionalLong.empty(), OutStream.utf8("x"));
        assertThat(broken.isOpen()).isFalse();
    }

    @Test
    void tellsALateListenerThatItIsClosed() {
        out.close();
        boolean[] told = {false};
        out.whenClosed(() -> told[0] = true);
        assertThat(told[0]).isTrue();
    }

    private void send(String text) {
        out.send(OptionalLong.empty(), OutStream.utf8(text));
    }

    /** A client that takes what it is given while it is open. */
    private static final class Recorder extends OutStream {
        private final List<String> written = new ArrayList<>();
        private volatile boolean open;
        private boolean busy;
        private boolean overlap;
        private int beats;
        private int disconnects;
        private Optional<IOException> failure = Optional.empty();

        Recorder() {
            super("A test");
        }

        @Override
        void drain() throws IOException {
            if (busy) overlap = true;
            busy = true;
            while (open && isOpen()) {
                if (failure.isPresent()) throw failure.get();
                Optional<byte[]> frame = next();
                if (frame.isEmpty()) break;
                written.add(new String(frame.get(), StandardCharsets.UTF_8));
            }
            busy = false;
        }

        @Override
        byte[] frame(OptionalLong id, byte[] json) {
            return json;
        }

        @Override
        void beat() {
            beats++;
        }

        @Override
        void disconnect() {
            disconnects++;
        }
    }
}
