package dev.pergola.http.internal.streams;

import dev.pergola.http.internal.api.Content;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** Server-Sent Events, written without blocking: by whichever thread finds that the client can take more. */
final class SseStream extends OutStream implements WriteListener, AsyncListener {
    private static final byte[] GREETING = utf8("retry: 2000\n: connected\n\n");
    private static final byte[] HEARTBEAT = utf8(": heartbeat\n\n");

    private final AsyncContext async;
    private final ServletOutputStream out;
    private volatile boolean ready;
    private boolean unflushed;

    private SseStream(String client, AsyncContext async, ServletOutputStream out) {
        super(client);
        this.async = async;
        this.out = out;
    }

    /** Begins; {@link #begin()} lets the first message out. */
    static SseStream of(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(Content.EVENT_STREAM);
        response.setCharacterEncoding("UTF-8");
        response.setHeader("X-Accel-Buffering", "no");
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        SseStream stream =
                new SseStream("The listener at " + request.getRemoteAddr(), async, response.getOutputStream());
        async.addListener(stream);
        stream.offer(GREETING);
        return stream;
    }

    void begin() {
        out.setWriteListener(this);
    }

    @Override
    public void onWritePossible() {
        ready = true;
        pump();
    }

    @Override
    void drain() throws IOException {
        while (ready && isOpen()) {
            // Before asking: if the answer is no, onWritePossible may set it again at any moment.
            ready = false;
            if (!out.isReady()) return;
            ready = true;
            Optional<byte[]> frame = next();
            if (frame.isPresent()) {
                out.write(frame.get());
                unflushed = true;
            } else if (unflushed) {
                unflushed = false;
                out.flush();
            } else {
                return;
            }
        }
    }

    @Override
    byte[] frame(OptionalLong id, byte[] json) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream(json.length + 32);
        if (id.isPresent()) frame.writeBytes(utf8("id: " + id.getAsLong() + "\n"));
        frame.writeBytes(utf8("data: "));
        frame.writeBytes(json);
        frame.writeBytes(utf8("\n\n"));
        return frame.toByteArray();
    }

    @Override
    void beat() {
        offer(HEARTBEAT);
    }

    @Override
    void disconnect() {
        try {
            async.complete();
        } catch (IllegalStateException e) {
            // The server has ended it already.
        }
    }

    @Override
    public void onError(Throwable failure) {
        close();
    }

    @Override
    public void onComplete(AsyncEvent event) {
        close();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
        close();
    }

    @Override
    public void onError(AsyncEvent event) {
        close();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
}
