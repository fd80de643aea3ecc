package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.function.IntConsumer;

/** A channel of which somebody is told how much is written to it, and may take a while to hear that. */
record Metered(WritableByteChannel to, IntConsumer told) implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
        int written = to.write(bytes);
        told.accept(written);
        return written;
    }

    @Override
    public boolean isOpen() {
        return to.isOpen();
    }

    @Override
    public void close() throws IOException {
        to.close();
    }
}
