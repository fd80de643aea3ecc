package dev.pergola.http.internal.streams;

import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;

/**
 * Makes a request a WebSocket, from within a servlet: filters and authentication have seen it by then, which an
 * endpoint that is mapped in Jetty itself would go round.
 */
public final class WebSocketUpgrade {
    private WebSocketUpgrade() {}

    /** Upgrades. */
    public static void upgrade(HttpServletRequest request, HttpServletResponse response, WebSocketStream stream)
            throws IOException {
        Object container = request.getServletContext()
                .getAttribute(JettyWebSocketServerContainer.JETTY_WEBSOCKET_CONTAINER_ATTRIBUTE);
        if (!(container instanceof JettyWebSocketServerContainer server)) {
            stream.close();
            throw ProblemException.of(
                    ProblemType.UNAVAILABLE,
                    "WebSockets are switched off in this runtime. GET /api/v1/events streams the same events.");
        }
        if (!server.upgrade((in, out) -> stream, request, response)) {
            stream.close();
            if (!response.isCommitted()) {
                throw ProblemException.of(
                        ProblemType.UPGRADE_REQUIRED, "This is a WebSocket: send the headers of its handshake.");
            }
        }
    }
}
