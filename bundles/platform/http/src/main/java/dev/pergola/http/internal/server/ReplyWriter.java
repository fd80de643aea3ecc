package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Json;
import dev.pergola.http.internal.api.Problems;
import dev.pergola.http.internal.api.Reply;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the answer of one request. */
final class ReplyWriter {
    private static final Logger LOG = LoggerFactory.getLogger(ReplyWriter.class);
    private static final byte[] NOTHING = new byte[0];
    private static final int SMALL = 65_536;

    private final HttpServletRequest request;
    private final HttpServletResponse response;
    private final String operation;
    private Optional<Repetition> repetition = Optional.empty();

    ReplyWriter(HttpServletRequest request, HttpServletResponse response, String operation) {
        this.request = request;
        this.response = response;
        this.operation = operation;
    }

    /** Has the answer kept for when the request is repeated. */
    void remember(Repetition repetition) {
        this.repetition = Optional.of(repetition);
    }

    /** Sends an answer that comes later, on a thread of the server, not on the one that brings it. */
    void sendLater(CompletionStage<? extends Reply> later, Runnable afterwards) {
        CompletableFuture<? extends Reply> future = later.toCompletableFuture();
        if (future.isDone()) {
            finish(future, afterwards);
            return;
        }
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        future.whenComplete((reply, failure) -> async.start(() -> {
            try {
                finish(future, afterwards);
            } finally {
                async.complete();
            }
        }));
    }

    private void finish(CompletableFuture<? extends Reply> done, Runnable afterwards) {
        try {
            send(done.handle((reply, failure) -> failure == null ? reply : Problems.of(failure, operation))
                    .join());
        } finally {
            afterwards.run();
        }
    }

    /** Sends an answer. A client that is gone is nobody's problem. */
    void send(Reply reply) {
        try {
            write(reply);
        } catch (IOException e) {
            LOG.debug("The client of {} is gone", operation, e);
        }
    }

    private void write(Reply reply) throws IOException {
        if (reply instanceof Reply.Json json) {
            json(json);
        } else if (reply instanceof Reply.Text text) {
            bytes(text.status(), text.mediaType(), text.body().getBytes(StandardCharsets.UTF_8), Map.of());
        } else if (reply instanceof Reply.Empty empty) {
            bytes(empty.status(), "", NOTHING, Map.of());
        } else if (reply instanceof Reply.Direct direct) {
            direct(direct.writer());
        } else if (reply instanceof Reply.Later later) {
            sendLater(later.reply(), () -> {});
        }
    }

    private void json(Reply.Json json) throws IOException {
        byte[] body;
        try {
            body = Json.write(json.body());
        } catch (RuntimeException e) {
            write(Problems.of(e, operation));
            return;
        }
        bytes(json.status(), json.mediaType(), body, json.headers());
    }

    private void direct(Reply.Writer writer) throws IOException {
        try {
            writer.write(request, response);
            repetition.ifPresent(Repetition::finishWithoutAnswer);
        } catch (IOException e) {
            repetition.ifPresent(Repetition::finishWithoutAnswer);
            throw e;
        } catch (Exception e) {
            if (response.isCommitted()) {
                LOG.error("{} failed while its answer was being written", operation, e);
                throw new IOException("Cut off", e);
            }
            response.resetBuffer();
            write(Problems.of(e, operation));
        }
    }

    private void bytes(int status, String mediaType, byte[] body, Map<String, String> headers) throws IOException {
        repetition.ifPresent(kept -> kept.finish(status, mediaType, body, headers));
        response.setStatus(status);
        headers.forEach(response::setHeader);
        if (hasBody() && !bodyIsRead(status)) response.setHeader("Connection", "close");
        if (mediaType.isEmpty()) return;
        response.setContentType(mediaType);
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    private boolean hasBody() {
        return request.getContentLengthLong() > 0 || request.getHeader("Transfer-Encoding") != null;
    }

    /**
     * Whether all that the client sends along has been read. Where it has not, the server ends the connection: the client
     * must know, or its next request goes into the void. What an answered request did not ask for is small, and read
     * now; a request that is turned away may not make the server wait for more of it.
     */
    private boolean bodyIsRead(int status) throws IOException {
        ServletInputStream body = request.getInputStream();
        if (body.isFinished()) return true;
        long length = request.getContentLengthLong();
        if (status >= 400 || length < 0 || length > SMALL) return false;
        body.transferTo(OutputStream.nullOutputStream());
        return true;
    }
}
