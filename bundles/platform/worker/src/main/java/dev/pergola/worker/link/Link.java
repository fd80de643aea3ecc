package dev.pergola.worker.link;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One end of a link. Any number of threads may send; one receives. A frame is the length of a message, four bytes with the
 * highest first, and the message. Closing it from another thread ends a thread that receives.
 *
 * @param <I> what comes in
 * @param <O> what goes out
 */
public final class Link<I extends Message, O extends Message> implements AutoCloseable {
    /** Largest message in either direction, unless somebody says otherwise. */
    public static final int MOST_BYTES = 64 * 1024 * 1024;

    private static final String KIND = "is";
    private static final int PATIENCE_SECONDS = 2;
    private static final int PART = 128 * 1024;

    private final ByteChannel channel;
    private final Map<String, Class<? extends I>> incoming;
    private final Tree tree;
    private final int mostBytes;
    /** Java closes a channel where the thread that uses it is interrupted, as whoever sends may be: so that is another. */
    private final ThreadPoolExecutor writer;

    private Link(ByteChannel channel, Class<I> incoming, int mostBytes) {
        this.channel = channel;
        this.mostBytes = mostBytes;
        this.tree = new Tree(mostBytes);
        this.incoming = kinds(incoming);
        this.writer = new ThreadPoolExecutor(1, 1, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Link::thread);
        // Now: later it would be at the request of whoever is the first to send.
        writer.prestartCoreThread();
    }

    /** In the platform's own name: what makes a link may be done at a plugin's request. */
    @SuppressWarnings("removal") // Until it is gone there is nothing better.
    private static Thread thread(Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, task, "pergola-link", 0, false);
            thread.setDaemon(true);
            thread.setContextClassLoader(null);
            return thread;
        });
    }

    /** The kernel's end, over an open channel that blocks. */
    public static Link<Message.ToKernel, Message.ToWorker> ofKernel(ByteChannel channel, int mostBytes) {
        return new Link<>(channel, Message.ToKernel.class, mostBytes);
    }

    /** The sandbox's end, over an open channel that blocks. */
    public static Link<Message.ToWorker, Message.ToKernel> ofWorker(ByteChannel channel, int mostBytes) {
        return new Link<>(channel, Message.ToWorker.class, mostBytes);
    }

    @SuppressWarnings("unchecked") // A sealed type permits its own subtypes only.
    private static <I> Map<String, Class<? extends I>> kinds(Class<I> type) {
        return Stream.of(type.getPermittedSubclasses())
                .map(kind -> (Class<? extends I>) kind)
                .collect(Collectors.toUnmodifiableMap(Class::getSimpleName, Function.identity()));
    }

    /**
     * Sends a message, and returns when it is on its way. That the caller is interrupted is no reason not to,
     * unless the other end does not take it.
     *
     * @throws MessageTooLargeException where it is larger than the other end would take; nothing has been sent then
     * @throws LinkException where the other end has gone
     */
    public void send(O message) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        map.put(KIND, message.getClass().getSimpleName());
        map.putAll(Records.toMap((Record) message));
        byte[] body = tree.write(map);
        if (body.length > mostBytes) throw new MessageTooLargeException(body.length, mostBytes);
        ByteBuffer frame = ByteBuffer.allocate(Integer.BYTES + body.length);
        frame.putInt(body.length).put(body).flip();
        CompletableFuture<@Nullable Void> written = new CompletableFuture<>();
        try {
            writer.execute(() -> write(frame, written));
            await(written);
        } catch (RejectedExecutionException closed) {
            throw new LinkException("The other end has gone", closed);
        }
    }

    /** Where the caller is interrupted it waits for a little, as half a message is the end of the link. */
    private void await(CompletableFuture<@Nullable Void> written) {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (interrupted) written.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
                    else written.get();
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } catch (ExecutionException e) {
            throw new LinkException("The other end has gone", e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            close();
            throw new LinkException("The other end does not listen", e);
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private void write(ByteBuffer frame, CompletableFuture<@Nullable Void> written) {
        try {
            while (frame.hasRemaining()) passPart(frame, channel::write);
            written.complete(null);
        } catch (IOException | RuntimeException | Error e) {
            written.completeExceptionally(e);
        }
    }

    /**
     * Waits for the next message; null where the other end has closed the link after a whole one.
     *
     * @throws LinkException where it makes no sense, or is cut off
     */
    public @Nullable I receive() {
        try {
            ByteBuffer length = ByteBuffer.allocate(Integer.BYTES);
            if (!fill(length, true)) return null;
            int size = length.flip().getInt();
            if (size <= 0 || size > mostBytes)
                throw new LinkException(
                        "A message of " + Integer.toUnsignedString(size) + " bytes; the most is " + mostBytes);
            ByteBuffer body = ByteBuffer.allocate(size);
            fill(body, false);
            return decoded(tree.read(body.array()));
        } catch (IOException e) {
            throw new LinkException("The other end has gone", e);
        }
    }

    /** What a channel does with a buffer. */
    private interface Pass {
        int pass(ByteBuffer buffer) throws IOException;
    }

    /** The JVM copies what it is given into memory outside of the heap, which each thread keeps: so it is given little. */
    private static int passPart(ByteBuffer buffer, Pass to) throws IOException {
        int end = buffer.limit();
        buffer.limit(Math.min(end, buffer.position() + PART));
        try {
            return to.pass(buffer);
        } finally {
            buffer.limit(end);
        }
    }

    private boolean fill(ByteBuffer buffer, boolean mayEnd) throws IOException {
        while (buffer.hasRemaining()) {
            if (passPart(buffer, channel::read) >= 0) continue;
            if (mayEnd && buffer.position() == 0) return false;
            throw new EOFException("A message is cut off");
        }
        return true;
    }

    private I decoded(Map<String, @Nullable Object> map) {
        Object kind = map.remove(KIND);
        Class<? extends I> type = kind instanceof String name ? incoming.get(name) : null;
        if (type == null) throw new LinkException("There is no message " + kind);
        return Records.fromMap(type, map);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException gone) {
            // It is of no use any more either way.
        }
        writer.shutdown();
    }
}
