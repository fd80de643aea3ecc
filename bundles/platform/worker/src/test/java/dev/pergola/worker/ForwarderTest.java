package dev.pergola.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a port of the loopback to a socket of the file system, and back. */
class ForwarderTest {
    @TempDir
    Path folder;

    private ServerSocketChannel kernel;

    @BeforeEach
    void listen() throws IOException {
        kernel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        kernel.bind(UnixDomainSocketAddress.of(folder.resolve("egress")));
    }

    @AfterEach
    void close() throws IOException {
        kernel.close();
    }

    private Socket plugin() throws IOException {
        InetSocketAddress address = Forwarder.start(folder.resolve("egress"));
        assertThat(address.getAddress().isLoopbackAddress()).isTrue();
        Socket plugin = new Socket(java.net.Proxy.NO_PROXY);
        plugin.connect(address);
        return plugin;
    }

    @Test
    void whatOneSideSaysTheOtherHearsToTheEnd() throws IOException {
        try (Socket plugin = plugin();
                SocketChannel there = kernel.accept()) {
            plugin.getOutputStream().write("asked".getBytes(StandardCharsets.US_ASCII));
            plugin.shutdownOutput();
            InputStream in = Channels.newInputStream(there);
            assertThat(in.readAllBytes()).asString().isEqualTo("asked");

            OutputStream out = Channels.newOutputStream(there);
            byte[] much = new byte[1_000_000];
            out.write(much);
            there.shutdownOutput();
            assertThat(plugin.getInputStream().readAllBytes()).hasSize(much.length);
        }
    }

    @Test
    void whatTheKernelEndsHasEnded() throws IOException {
        try (Socket plugin = plugin()) {
            kernel.accept().close();
            assertThat(plugin.getInputStream().read()).isNegative();
        }
    }

    @Test
    void whereThereIsNoKernelNothingIsHeard() throws IOException {
        kernel.close();
        try (Socket plugin = plugin()) {
            assertThat(plugin.getInputStream().read()).isNegative();
        }
    }
}
