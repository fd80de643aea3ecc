package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of one sandbox: a proxy at a socket in its folder, which speaks HTTP and SOCKS. It looks up names itself, and
 * connects to the very address that it has checked, so that a name that means something else a moment later leads nowhere.
 */
public final class EgressProxy implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EgressProxy.class);
    /** Beyond those that there may be: they are being told that there are too many, or that they may not. */
    private static final int TOLD = 32;

    private static final long KEPT_SECONDS = 5;
    private static final long PAUSE_NANOS = 100_000_000L;

    private final String plugin;
    private final ServerSocketChannel server;
    private final EgressLimits limits;
    private final Names names;
    private final Meter meter;
    private final Refusals refusals;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger places = new AtomicInteger();
    private final ExecutorService threads = new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, KEPT_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(), EgressProxy::thread);
    private volatile Grants grants;
    private volatile Optional<Instant> nextEnd = Optional.empty();

    private EgressProxy(String plugin, ServerSocketChannel server, Grants grants, EgressLimits limits, Names names) {
        this.plugin = plugin;
        this.server = server;
        this.grants = grants;
        this.nextEnd = grants.nextEnd();
        this.limits = limits;
        this.names = names;
        this.meter = new Meter(limits.megabits());
        this.refusals = new Refusals(plugin);
    }

    /**
     * Listens from now on.
     *
     * @param plugin whose it is, for the log
     * @param socket where; it is the owner's alone
     * @param grants where it may connect to
     * @param limits what it may have of it
     */
    public static EgressProxy open(String plugin, Path socket, Grants grants, EgressLimits limits) throws IOException {
        return open(plugin, socket, grants, limits, InetAddress::getAllByName);
    }

    /** The same where names mean something else; for tests. */
    static EgressProxy open(String plugin, Path socket, Grants grants, EgressLimits limits, Names names)
            throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            server.bind(UnixDomainSocketAddress.of(socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            EgressProxy proxy = new EgressProxy(plugin, server, grants, limits, names);
            proxy.threads.execute(proxy::listen);
            return proxy;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** With the rights of the platform alone, whoever's call it was that made it necessary. */
    @SuppressWarnings("removal") // Until there is another way to say so.
    private static Thread thread(Runnable task) {
        return AccessController.doPrivileged((PrivilegedAction<Thread>) () -> {
            Thread thread = new Thread(null, task, "pergola-egress", 0, false);
            thread.setDaemon(true);
            return thread;
        });
    }

    private void listen() {
        while (server.isOpen()) {
            try {
                take(server.accept());
            } catch (ClosedChannelException closed) {
                return;
            } catch (IOException | RuntimeException | OutOfMemoryError e) {
                LOG.warn("A connection from the sandbox of {} could not be taken", plugin, e);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    private void take(SocketChannel sandbox) throws IOException {
        if (connections.size() >= limits.most() + TOLD) {
            sandbox.close();
            return;
        }
        // Nobody else adds to it.
        boolean tooMany = places.get() >= limits.most();
        if (!tooMany) places.incrementAndGet();
        Connection connection = new Connection(this, sandbox, tooMany);
        connections.add(connection);
        try {
            threads.execute(connection);
        } catch (RejectedExecutionException closed) {
            connection.close();
        } catch (OutOfMemoryError noThread) {
            connection.close();
            throw noThread;
        }
    }

    /** Holds it to other grants; what they do not give any more has ended when this returns. */
    public synchronized void hold(Grants next) {
        grants = next;
        judge();
    }

    private synchronized void judge() {
        Grants now = grants;
        nextEnd = now.nextEnd();
        connections.forEach(connection -> connection.judge(now));
    }

    /** Ends what has been silent for too long, and what has no grant any more. To be called several times a second. */
    public void look() {
        long now = System.nanoTime();
        connections.forEach(connection -> connection.look(now));
        if (nextEnd.filter(grants::isPast).isPresent()) judge();
    }

    /** What has gone through. */
    public Traffic traffic() {
        return new Traffic(meter.receivedBytes(), meter.sentBytes(), places.get(), refusals.count());
    }

    /**
     * The connection that was refused, where a failure looks to have come of that.
     *
     * @param failure its words and stack trace
     * @param since when the call began that failed, as {@link System#nanoTime} has it
     * @param alone whether no other call was under way with it
     */
    public Optional<Refusal> behind(String failure, long since, boolean alone) {
        return refusals.behind(failure, since, alone);
    }

    Grants grants() {
        return grants;
    }

    EgressLimits limits() {
        return limits;
    }

    Names names() {
        return names;
    }

    Meter meter() {
        return meter;
    }

    Refusals refusals() {
        return refusals;
    }

    ExecutorService threads() {
        return threads;
    }

    /** One that had a place will not come to anything. */
    void leaves() {
        places.decrementAndGet();
    }

    void ended(Connection connection) {
        connections.remove(connection);
    }

    /** Ends all connections; there will be no others. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("The socket was closed already", e);
        }
        threads.shutdown();
        for (Connection connection : List.copyOf(connections)) connection.close();
    }
}
