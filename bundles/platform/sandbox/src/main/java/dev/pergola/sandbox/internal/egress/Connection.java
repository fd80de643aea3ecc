package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection of a sandbox: it says where it wants to go, and is taken there or told why not. It has a thread for each
 * direction; whoever closes it ends both.
 */
final class Connection implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final int MOST_ADDRESSES = 3;
    /** How much of what a sandbox goes on to say is listened to once it has been told no, so that it hears that. */
    private static final int DRAINED = 1024 * 1024;

    private static final Duration DRAINING = Duration.ofSeconds(2);

    private final EgressProxy proxy;
    private final SocketChannel sandbox;
    private final boolean tooMany;
    private final AtomicBoolean placed;
    private final AtomicInteger directions = new AtomicInteger(2);
    private volatile @Nullable SocketChannel remote;
    private volatile @Nullable Route route;
    private volatile boolean closed;
    private volatile long active = System.nanoTime();
    private volatile Duration patience;

    /** Where it goes, once that is known. */
    private record Route(Target target, InetAddress address, boolean web) {}

    Connection(EgressProxy proxy, SocketChannel sandbox, boolean tooMany) {
        this.proxy = proxy;
        this.sandbox = sandbox;
        this.tooMany = tooMany;
        this.placed = new AtomicBoolean(!tooMany);
        this.patience = proxy.limits().ask();
    }

    @Override
    public void run() {
        try {
            Incoming in = new Incoming(sandbox);
            serve(in);
        } catch (MalformedException nonsense) {
            LOG.debug("A sandbox sent to its proxy what makes no sense: {}", nonsense.getMessage());
            drain();
        } catch (IOException | RejectedExecutionException gone) {
            LOG.debug("A connection of a sandbox has ended: {}", gone.toString());
            close();
        } catch (RuntimeException | Error bug) {
            close();
            throw bug;
        }
    }

    private void serve(Incoming in) throws IOException {
        Dialect asked = Dialect.read(in, sandbox);
        Target target = asked.target();
        Optional<Refusal> refusal = proxy.grants()
                .againstName(target, asked.isWeb())
                .or(() -> tooMany
                        ? Optional.of(Refusal.tooMany(target, proxy.limits().most()))
                        : Optional.empty());
        if (refusal.isPresent()) {
            refuse(asked, refusal.get());
            return;
        }
        try {
            connect(asked, in);
        } catch (UnknownHostException unknown) {
            asked.failed(sandbox, Trouble.UNKNOWN_HOST);
            drain();
        }
    }

    private void connect(Dialect asked, Incoming in) throws IOException {
        Target target = asked.target();
        InetAddress[] addresses = proxy.names().of(target.host());
        patience = proxy.limits().connect().multipliedBy(MOST_ADDRESSES + 1L);
        Optional<Refusal> refused = Optional.empty();
        Trouble trouble = Trouble.UNKNOWN_HOST;
        int tries = 0;
        for (InetAddress found : addresses) {
            InetAddress address = Addresses.plain(found);
            if (tries >= MOST_ADDRESSES) break;
            // First where it goes, then whether it may: a grant that is taken meanwhile is seen by one of the two.
            route = new Route(target, address, asked.isWeb());
            Optional<Refusal> objection = objection(proxy.grants());
            if (objection.isPresent()) {
                refused = refused.or(() -> objection);
                continue;
            }
            tries++;
            try {
                SocketChannel reached = dial(new InetSocketAddress(address, target.port()));
                relay(asked, in, reached);
                return;
            } catch (SocketTimeoutException slow) {
                trouble = Trouble.TOO_SLOW;
            } catch (ConnectException | NoRouteToHostException nobody) {
                trouble = Trouble.NO_ANSWER;
            }
        }
        route = null;
        patience = proxy.limits().ask();
        if (tries == 0 && refused.isPresent()) {
            refuse(asked, refused.get());
        } else {
            asked.failed(sandbox, trouble);
            drain();
        }
    }

    private SocketChannel dial(InetSocketAddress to) throws IOException {
        SocketChannel channel = SocketChannel.open();
        remote = channel;
        try {
            if (closed) throw new ClosedChannelException();
            channel.socket().connect(to, (int) proxy.limits().connect().toMillis());
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private Optional<Refusal> objection(Grants grants) {
        Route to = route;
        if (to == null) return Optional.empty();
        return grants.againstName(to.target, to.web).or(() -> grants.againstAddress(to.target, to.address, to.web));
    }

    private void refuse(Dialect asked, Refusal refusal) throws IOException {
        proxy.refusals().add(refusal);
        asked.refused(sandbox, refusal);
        drain();
    }

    /** Lets it say the rest, for a while: what it was told would be lost where its words meet a closed socket. */
    private void drain() {
        try (this) {
            leave();
            patience = DRAINING;
            active = System.nanoTime();
            sandbox.shutdownOutput();
            ByteBuffer sink = ByteBuffer.allocate(8_192);
            for (int drained = 0, length = 0; length >= 0 && drained < DRAINED; drained += length) {
                sink.clear();
                length = sandbox.read(sink);
            }
        } catch (IOException gone) {
            LOG.debug("A sandbox did not wait for an answer: {}", gone.toString());
        }
    }

    private void relay(Dialect asked, Incoming in, SocketChannel reached) throws IOException {
        patience = proxy.limits().idle();
        WritableByteChannel toRemote = new Metered(reached, this::sent);
        WritableByteChannel toSandbox = new Metered(sandbox, this::received);
        asked.made(toSandbox, toRemote);
        proxy.threads().execute(() -> pass(in, toRemote, reached));
        Incoming back = new Incoming(reached);
        try {
            asked.begin(back, toSandbox);
        } catch (MalformedException nonsense) {
            LOG.debug("{} answers what makes no sense: {}", asked.target(), nonsense.getMessage());
            close();
            return;
        }
        pass(back, toSandbox, sandbox);
        if (asked.endsWithAnswer()) close();
    }

    /** Hands on what comes from one side until it says no more; the other side is told so. */
    private void pass(Incoming from, WritableByteChannel to, SocketChannel end) {
        try {
            boolean more = true;
            while (more) more = from.transfer(to) >= 0;
            end.shutdownOutput();
            if (directions.decrementAndGet() == 0) close();
        } catch (IOException gone) {
            close();
        }
    }

    /** Lets another have its place. */
    private void leave() {
        if (placed.compareAndSet(true, false)) proxy.leaves();
    }

    private void sent(int bytes) {
        active = System.nanoTime();
        proxy.meter().sent(bytes);
        active = System.nanoTime();
    }

    private void received(int bytes) {
        active = System.nanoTime();
        proxy.meter().received(bytes);
        active = System.nanoTime();
    }

    /** Ends it where it may not go there any more. */
    void judge(Grants grants) {
        Optional<Refusal> objection = objection(grants);
        if (objection.isEmpty() || closed) return;
        proxy.refusals().add(objection.get());
        close();
    }

    /** Ends it where nothing has happened for longer than there is patience. */
    void look(long now) {
        if (now - active > patience.toNanos()) close();
    }

    @Override
    public void close() {
        closed = true;
        leave();
        proxy.ended(this);
        closeQuietly(sandbox);
        SocketChannel other = remote;
        if (other != null) closeQuietly(other);
    }

    private static void closeQuietly(SocketChannel channel) {
        try {
            channel.close();
        } catch (IOException gone) {
            // There is nothing left to close.
        }
    }
}
