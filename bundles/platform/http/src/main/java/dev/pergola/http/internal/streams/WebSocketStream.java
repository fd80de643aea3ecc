package dev.pergola.http.internal.streams;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.api.StatusCode;
import org.jspecify.annotations.Nullable;

/** A WebSocket that only sends. What the client sends is bounded and ignored. */
public final class WebSocketStream extends OutStream implements Session.Listener.AutoDemanding {
    private static final int LARGEST_INCOMING = 1024;

    private volatile @Nullable Session session;
    private volatile boolean busy;

    WebSocketStream(String client) {
        super(client);
    }

    @Override
    public void onWebSocketOpen(Session opened) {
        opened.setMaxTextMessageSize(LARGEST_INCOMING);
        opened.setMaxBinaryMessageSize(LARGEST_INCOMING);
        opened.setMaxFrameSize(LARGEST_INCOMING);
        opened.setIdleTimeout(Duration.ofMinutes(1));
        session = opened;
        pump();
    }

    @Override
    public void onWebSocketClose(int statusCode, String reason) {
        close();
    }

    @Override
    public void onWebSocketError(Throwable cause) {
        close();
    }

    @Override
    void drain() {
        Session to = session;
        while (to != null && !busy && isOpen()) {
            Optional<byte[]> frame = next();
            if (frame.isEmpty()) return;
            busy = true;
            String text = new String(frame.get(), StandardCharsets.UTF_8);
            to.sendText(text, Callback.from(this::written, failure -> close()));
        }
    }

    private void written() {
        busy = false;
        pump();
    }

    @Override
    byte[] frame(OptionalLong id, byte[] json) {
        return json;
    }

    @Override
    void beat() {
        Session to = session;
        if (to != null && !busy) to.sendPing(ByteBuffer.allocate(0), Callback.from(() -> {}, failure -> close()));
    }

    @Override
    void disconnect() {
        Session to = session;
        if (to != null) to.close(StatusCode.SHUTDOWN, "Closed by the server", Callback.NOOP);
    }
}
