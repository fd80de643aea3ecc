package dev.pergola.worker;

import dev.pergola.api.PluginException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.worker.link.Link;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Ask.Operation;
import dev.pergola.worker.link.Message.Failure;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Has the kernel do what only the kernel can. Asked on the plugin's threads, which need not be allowed to use the link. */
final class Questions {
    private final Link<?, Message.ToKernel> link;
    private final AtomicLong last = new AtomicLong();
    private final Map<Long, CompletableFuture<@Nullable Object>> open = new ConcurrentHashMap<>();

    Questions(Link<?, Message.ToKernel> link) {
        this.link = link;
    }

    /** Asks, and waits. Throws what the kernel's own service would have thrown. */
    @Nullable
    Object ask(Operation what, @Nullable Object... arguments) {
        CompletableFuture<@Nullable Object> answer = begin(what, arguments);
        try {
            return answer.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PluginException("Interrupted while the platform was asked for " + what, e);
        } catch (ExecutionException e) {
            throw asThrown(e.getCause());
        }
    }

    /** Asks. */
    @SuppressWarnings("removal")
    CompletableFuture<@Nullable Object> begin(Operation what, @Nullable Object... arguments) {
        long number = last.incrementAndGet();
        CompletableFuture<@Nullable Object> answer = new CompletableFuture<>();
        open.put(number, answer);
        try {
            AccessController.doPrivileged((PrivilegedAction<Void>) () -> {
                link.send(new Message.Ask(number, what, Arrays.asList(arguments)));
                return null;
            });
        } catch (RuntimeException notSent) {
            open.remove(number);
            throw notSent;
        }
        return answer;
    }

    void answered(Message.Reply reply) {
        CompletableFuture<@Nullable Object> answer = open.remove(reply.question());
        if (answer != null) answer.complete(reply.value());
    }

    void refused(Message.Refused refused) {
        CompletableFuture<@Nullable Object> answer = open.remove(refused.question());
        if (answer != null) answer.completeExceptionally(exception(refused.why()));
    }

    private static RuntimeException exception(Failure why) {
        return switch (why.kind()) {
            case DENIED -> new SecurityException(why.message());
            case LIMITED -> new ResourceLimitExceededException(why.message());
            case INVALID -> new IllegalArgumentException(why.message());
            default -> new PluginException(why.message());
        };
    }

    private static RuntimeException asThrown(@Nullable Throwable cause) {
        return cause instanceof RuntimeException failure ? failure : new PluginException("The platform did not answer");
    }
}
