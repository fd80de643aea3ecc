package dev.pergola.worker;

import dev.pergola.api.Bytes;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;

/** What a sandbox does from its start to its first call, without a kernel. */
final class Rehearsal {
    private Rehearsal() {}

    /** Has a task and its answer go over a link that leads nowhere. */
    static void ofLink() {
        Loop loop = new Loop();
        Link.ofWorker(loop, Link.MOST_BYTES).send(new Message.Hello(Message.PROTOCOL, "", 0));
        Link.ofWorker(loop, Link.MOST_BYTES)
                .send(new Message.Answer(
                        1, Map.of("list", List.of(1, "x", 2.5, Bytes.of(new byte[1]))), new Message.Usage(0, 0)));
        loop.turn();
        var hello = Link.ofKernel(loop, Link.MOST_BYTES).receive();
        if (!(hello instanceof Message.Hello)) throw new IllegalStateException("It says " + hello);
    }

    /** What is written to it can be read from it once it has been turned. */
    private static final class Loop implements ByteChannel {
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final WritableByteChannel out = Channels.newChannel(written);
        private ReadableByteChannel in = Channels.newChannel(new ByteArrayInputStream(new byte[0]));

        void turn() {
            in = Channels.newChannel(new ByteArrayInputStream(written.toByteArray()));
        }

        @Override
        public int read(ByteBuffer to) throws java.io.IOException {
            return in.read(to);
        }

        @Override
        public int write(ByteBuffer from) throws java.io.IOException {
            return out.write(from);
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public void close() {
            // Nothing is open.
        }
    }
}
