package dev.pergola.http.internal.server;

import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** A request that carries an Idempotency-Key, and may have been made before. */
final class Repetition {
    static final String HEADER = "Idempotency-Key";
    private static final Set<String> METHODS = Set.of("POST", "PUT", "DELETE");
    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,255}");

    private final String key;
    private final MessageDigest digest;
    private final IdempotencyStore store;

    private Repetition(String key, MessageDigest digest, IdempotencyStore store) {
        this.key = key;
        this.digest = digest;
        this.store = store;
    }

    /** The request, where it carries a key. */
    static Optional<Repetition> of(HttpServletRequest request, Principal principal, IdempotencyStore store) {
        String key = request.getHeader(HEADER);
        if (key == null || !METHODS.contains(request.getMethod())) return Optional.empty();
        if (!KEY.matcher(key).matches()) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST,
                    "The " + HEADER + " has to be 1 to 255 visible ASCII characters, such as a UUID.");
        }
        MessageDigest digest = sha256();
        String line = request.getMethod() + " " + request.getRequestURI() + "?" + request.getQueryString() + "\n";
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        return Optional.of(new Repetition(principal.name() + "\n" + key, digest, store));
    }

    /** What the body is to be added to. */
    MessageDigest digest() {
        return digest;
    }

    /** Begins; gives the answer where it is not to be done again. Once, when the body has been read. */
    Optional<Reply> begin() {
        IdempotencyStore.State state = store.begin(key, digest.digest());
        if (state instanceof IdempotencyStore.State.Begun) return Optional.empty();
        if (state instanceof IdempotencyStore.State.InProgress) {
            throw ProblemException.of(
                    ProblemType.REQUEST_IN_PROGRESS,
                    "A request with this " + HEADER + " has not ended yet. Ask again later.");
        }
        if (state instanceof IdempotencyStore.State.Done done) {
            return Optional.of(done.answer()
                    .map(Repetition::again)
                    .orElseThrow(() -> ProblemException.of(
                            ProblemType.ANSWER_NOT_KEPT,
                            "The request with this " + HEADER + " was done; its answer was too large to be kept.")));
        }
        throw ProblemException.of(
                ProblemType.IDEMPOTENCY_KEY_REUSED,
                "This " + HEADER + " was used for a request with another address or body. Use a new key.");
    }

    /** Keeps the answer. */
    void finish(int status, String mediaType, byte[] body, Map<String, String> headers) {
        boolean undecided = status == 400 || status == 415 || status == 429 || status >= 500;
        if (undecided) {
            store.forget(key);
        } else {
            store.finish(key, Optional.of(new IdempotencyStore.Answer(status, mediaType, body, headers)));
        }
    }

    /** Notes that it was done, and that its answer is not kept. */
    void finishWithoutAnswer() {
        store.finish(key, Optional.empty());
    }

    private static Reply again(IdempotencyStore.Answer answer) {
        return new Reply.Direct((request, response) -> {
            response.setStatus(answer.status());
            answer.headers().forEach(response::setHeader);
            response.setHeader("Idempotent-Replayed", "true");
            if (answer.mediaType().isEmpty()) return;
            response.setContentType(answer.mediaType());
            response.setContentLength(answer.body().length);
            response.getOutputStream().write(answer.body());
        });
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
