package dev.pergola.http.internal.resources;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The output of a command: kept until it is known how the command ended, which then stands in a header. What is too
 * long for memory goes to a file. (Not a trailer after the body: hardly a client can read one.)
 */
final class SpillingOutput extends OutputStream {
    static final String EXIT_CODE = "X-Exit-Code";
    static final int KEPT = 1 << 20;
    private static final long MOST = 1L << 30;

    private final HttpServletResponse response;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private long length;
    private @Nullable Path file;
    private @Nullable OutputStream spilled;

    SpillingOutput(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int count) throws IOException {
        length += count;
        if (length > MOST) throw new IOException("The output is longer than " + MOST + " bytes");
        if (spilled == null && length > KEPT) {
            file = Files.createTempFile("pergola-output-", ".txt");
            spilled = Files.newOutputStream(file);
            kept.writeTo(spilled);
        }
        (spilled == null ? kept : spilled).write(bytes, offset, count);
    }

    /** Sends it. */
    synchronized void finish(int code) throws IOException {
        response.setHeader(EXIT_CODE, Integer.toString(code));
        if (spilled != null) spilled.close();
        if (file == null) {
            response.setContentLength(kept.size());
            kept.writeTo(response.getOutputStream());
        } else {
            response.setContentLengthLong(Files.size(file));
            Files.copy(file, response.getOutputStream());
        }
    }

    /** Forgets it. */
    @Override
    public synchronized void close() throws IOException {
        if (spilled != null) spilled.close();
        if (file != null) Files.deleteIfExists(file);
    }
}
