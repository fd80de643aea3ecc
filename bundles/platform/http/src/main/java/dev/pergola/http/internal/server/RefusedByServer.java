package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Problem;
import dev.pergola.http.internal.api.ProblemType;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.felix.http.jetty.ConnectorFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Component;

/**
 * Has requests that the server turns away before any servlet sees them (a request line or header that is no HTTP, an
 * ambiguous path, headers that are too large) answered by problem+json, as all others are. Felix HTTP hands out its
 * server only to those who make a connector for it: this makes one that nobody can connect to.
 */
@Component(service = ConnectorFactory.class)
public final class RefusedByServer implements ConnectorFactory {
    @Override
    public Connector createConnector(Server server) {
        return new Closed(server);
    }

    private static boolean answer(Request request, Response response, Callback callback) {
        int status = response.getStatus();
        Object message = request.getAttribute(ErrorHandler.ERROR_MESSAGE);
        byte[] body = Json.write(problem(status, message == null ? "" : message.toString()));
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Content.PROBLEM);
        response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
        response.getHeaders().put("X-Content-Type-Options", "nosniff");
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }

    private static Problem problem(int status, String message) {
        String said = message.isBlank() ? "" : " It says: " + message + ".";
        return switch (status) {
            case 400 ->
                Problem.of(
                        ProblemType.MALFORMED_REQUEST,
                        "The server does not take this request." + said
                                + " The characters / \\ and ; cannot be part of a name in a path, not even encoded;"
                                + " where a name has them, give it as a query parameter.");
            case 414 -> Problem.of(ProblemType.ADDRESS_TOO_LONG, "Put what is long into the body." + said);
            case 431 -> Problem.of(ProblemType.HEADERS_TOO_LARGE, "Put what is long into the body." + said);
            default -> {
                String title = HttpStatus.getMessage(status);
                yield new Problem("about:blank", title, status, title + "." + (status < 500 ? said : ""), Map.of());
            }
        };
    }

    /** Never listens. Felix HTTP wants to know its address all the same: it says that of the server's own connector. */
    private static final class Closed extends ServerConnector {
        private final Server server;
        private final Request.Handler before;

        Closed(Server server) {
            super(server, 0, 1);
            this.server = server;
            this.before = server.getErrorHandler();
            server.setErrorHandler(RefusedByServer::answer);
            for (Connector open : server.getConnectors()) {
                if (open instanceof ServerConnector own) {
                    setHost(own.getHost());
                    setPort(own.getPort());
                }
            }
        }

        @Override
        protected void doStart() {
            // Nothing to open.
        }

        @Override
        protected void doStop() {
            server.setErrorHandler(before);
        }

        @Override
        public CompletableFuture<Void> shutdown() {
            return CompletableFuture.completedFuture(null);
        }
    }
}
