package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that ends the call once more than some number of bytes came out of it. */
final class LimitedStream extends FilterInputStream {
    private final long limit;
    private final String property;
    private long count;

    LimitedStream(InputStream in, long limit, String property) {
        super(in);
        this.limit = limit;
        this.property = property;
    }

    @Override
    public int read() throws IOException {
        int value = super.read();
        if (value >= 0) count(1);
        return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        int read = super.read(buffer, offset, length);
        if (read > 0) count(read);
        return read;
    }

    @Override
    public long skip(long bytes) throws IOException {
        long skipped = super.skip(bytes);
        count(skipped);
        return skipped;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    private void count(long read) {
        count += read;
        if (count > limit) throw tooLarge(limit, property);
    }

    /** The problem of a body that is too large. */
    static ProblemException tooLarge(long limit, String property) {
        return ProblemException.of(
                        ProblemType.BODY_TOO_LARGE,
                        "The body has more than " + limit + " bytes. The operator sets the bound with " + property
                                + ".")
                .header("Connection", "close");
    }
}
