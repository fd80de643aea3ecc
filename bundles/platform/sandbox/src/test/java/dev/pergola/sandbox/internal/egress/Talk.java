package dev.pergola.sandbox.internal.egress;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** What a sandbox says to its proxy, and hears from it. A text has a byte for each character. */
final class Talk implements AutoCloseable {
    private final SocketChannel channel;
    private final InputStream in;

    Talk(Path socket) throws IOException {
        channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        in = Channels.newInputStream(channel);
    }

    Talk say(String text) throws IOException {
        return say(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private Talk say(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) channel.write(buffer);
        return this;
    }

    Talk bytesOf(int... values) throws IOException {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) bytes[i] = (byte) values[i];
        return say(bytes);
    }

    Talk socks(String host, int port) throws IOException {
        byte[] name = host.getBytes(StandardCharsets.US_ASCII);
        ByteBuffer address = ByteBuffer.allocate(name.length + 1);
        return socks(3, address.put((byte) name.length).put(name).array(), port);
    }

    Talk socks(int kind, byte[] address, int port) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(new byte[] {5, 2, 0, 2, 5, 1, 0, (byte) kind});
        bytes.writeBytes(address);
        bytes.writeBytes(new byte[] {(byte) (port >> 8), (byte) port});
        return say(bytes.toByteArray());
    }

    /** The code of the answer. */
    int reply() throws IOException {
        byte[] all = bytes(12);
        return all[3];
    }

    byte[] bytes(int length) throws IOException {
        return in.readNBytes(length);
    }

    String line() throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) text.append((char) next);
        return text.toString();
    }

    String head() throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) break;
            text.append((char) next);
        }
        return text.toString();
    }

    /** Says no more, and hears the rest. */
    String all() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (IOException gone) {
            // It has ended already; what it said is still there.
        }
        return rest();
    }

    /** Until the end, in whatever way it ends. */
    String rest() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) bytes.write(next);
        } catch (IOException ended) {
            // By what was not read.
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
