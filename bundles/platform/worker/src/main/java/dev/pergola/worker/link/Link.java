package dev.pergola.worker.link;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.LinkedHashMap;
import java.util.Map;
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

    private final Wire wire;
    private final Map<String, Class<? extends I>> incoming;
    private final Tree tree;
    private final int mostBytes;

    private Link(SocketChannel channel, Class<I> incoming, int mostBytes) throws IOException {
        this.wire = new Wire(channel);
        this.mostBytes = mostBytes;
        this.tree = new Tree(mostBytes);
        this.incoming = kinds(incoming);
    }

    /**
     * The kernel's end, over an open channel, which is the link's from now on.
     *
     * @throws IOException where the channel is of no use
     */
    public static Link<Message.ToKernel, Message.ToWorker> ofKernel(SocketChannel channel, int mostBytes)
            throws IOException {
        return new Link<>(channel, Message.ToKernel.class, mostBytes);
    }

    /**
     * The sandbox's end, over an open channel, which is the link's from now on.
     *
     * @throws IOException where the channel is of no use
     */
    public static Link<Message.ToWorker, Message.ToKernel> ofWorker(SocketChannel channel, int mostBytes)
            throws IOException {
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
        try {
            wire.write(frame);
        } catch (IOException e) {
            throw new LinkException("The other end has gone", e);
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
            if (!wire.fill(length, true)) return null;
            int size = length.flip().getInt();
            if (size <= 0 || size > mostBytes)
                throw new LinkException(
                        "A message of " + Integer.toUnsignedString(size) + " bytes; the most is " + mostBytes);
            ByteBuffer body = ByteBuffer.allocate(size);
            wire.fill(body, false);
            return decoded(tree.read(body.array()));
        } catch (IOException e) {
            throw new LinkException("The other end has gone", e);
        }
    }

    private I decoded(Map<String, @Nullable Object> map) {
        Object kind = map.remove(KIND);
        Class<? extends I> type = kind instanceof String name ? incoming.get(name) : null;
        if (type == null) throw new LinkException("There is no message " + kind);
        return Records.fromMap(type, map);
    }

    @Override
    public void close() {
        wire.close();
    }
}
