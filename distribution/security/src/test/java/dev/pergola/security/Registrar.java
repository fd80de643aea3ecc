package dev.pergola.security;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.rmi.registry.LocateRegistry;
import java.rmi.registry.Registry;
import java.rmi.server.RMISocketFactory;
import java.rmi.server.UnicastRemoteObject;
import java.util.concurrent.atomic.AtomicInteger;

/** A registry of RMI, which counts who comes. */
final class Registrar implements AutoCloseable {
    private final AtomicInteger connections = new AtomicInteger();
    private final ServerSocket server;
    private final Registry registry;

    Registrar() throws IOException {
        server = new Counting();
        registry = LocateRegistry.createRegistry(0, RMISocketFactory.getDefaultSocketFactory(), port -> server);
    }

    int port() {
        return server.getLocalPort();
    }

    int connections() {
        return connections.get();
    }

    @Override
    public void close() throws IOException {
        UnicastRemoteObject.unexportObject(registry, true);
        server.close();
    }

    private final class Counting extends ServerSocket {
        Counting() throws IOException {
            super(0, 50, InetAddress.getLoopbackAddress());
        }

        @Override
        public Socket accept() throws IOException {
            Socket socket = super.accept();
            connections.incrementAndGet();
            return socket;
        }
    }
}
