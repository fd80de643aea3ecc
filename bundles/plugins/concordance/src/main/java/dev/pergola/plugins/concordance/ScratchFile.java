package dev.pergola.plugins.concordance;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file for the time of one call. It is gone when it is closed; an interruption closes it, too. */
final class ScratchFile implements Closeable {
    private final FileChannel channel;

    /**
     * Makes it.
     *
     * @param folder the plugin's own, where it needs no permission
     */
    ScratchFile(Path folder, String name) throws IOException {
        // Left to the system, and not to a finally: a sandbox whose heap is full ends at once, and runs none.
        channel = FileChannel.open(
                folder.resolve(name + ".txt"),
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** To write what comes next. Closing it closes the file. */
    OutputStream output() {
        return Channels.newOutputStream(channel);
    }

    /** To read from the beginning. Closing it closes the file. */
    InputStream input() throws IOException {
        channel.position(0);
        return Channels.newInputStream(channel);
    }

    /** How many bytes are in it. */
    long size() throws IOException {
        return channel.size();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
