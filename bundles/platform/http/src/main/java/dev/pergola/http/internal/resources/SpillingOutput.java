package dev.pergola.http.internal.resources;

import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The output of a command: kept until it is known how the command ended, which then stands in a header; too long for
 * that, it goes out as it comes, and how it ended stands in a trailer of the same name.
 */
final class SpillingOutput extends OutputStream {
    static final String EXIT_CODE = "X-Exit-Code";
    static final int KEPT = 1 << 20;

    private final HttpServletResponse response;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private Optional<String> exitCode = Optional.empty();
    private @Nullable OutputStream through;

    SpillingOutput(HttpServletResponse response) {
        this.response = response;
    }

    @Override
    public synchronized void write(int value) throws IOException {
        write(new byte[] {(byte) value}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
        if (through == null && kept.size() + length <= KEPT) {
            kept.write(bytes, offset, length);
            return;
        }
        if (through == null) {
            response.setHeader("Trailer", EXIT_CODE);
            response.setTrailerFields(() -> Map.of(EXIT_CODE, exitCode.orElse("1")));
            through = response.getOutputStream();
            kept.writeTo(through);
        }
        through.write(bytes, offset, length);
    }

    @Override
    public synchronized void flush() throws IOException {
        if (through != null) through.flush();
    }

    /** Ends it. */
    synchronized void finish(int code) throws IOException {
        exitCode = Optional.of(Integer.toString(code));
        if (through != null) return;
        response.setHeader(EXIT_CODE, Integer.toString(code));
        response.setContentLength(kept.size());
        kept.writeTo(response.getOutputStream());
    }
}
