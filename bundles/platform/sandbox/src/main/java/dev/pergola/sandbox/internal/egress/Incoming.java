package dev.pergola.sandbox.internal.egress;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;

/** What comes from one side: first taken apart, byte by byte, and then handed on as it is. */
final class Incoming {
    private static final int SIZE = 16_384;

    private final ReadableByteChannel from;
    private final ByteBuffer buffer = ByteBuffer.allocate(SIZE).limit(0);

    Incoming(ReadableByteChannel from) {
        this.from = from;
    }

    private boolean fill() throws IOException {
        buffer.clear();
        int length = from.read(buffer);
        buffer.flip();
        return length >= 0;
    }

    /** Without taking it. */
    int peek() throws IOException {
        while (!buffer.hasRemaining()) if (!fill()) throw new EOFException("It ended early");
        return buffer.get(buffer.position()) & 0xff;
    }

    int next() throws IOException {
        int next = peek();
        buffer.position(buffer.position() + 1);
        return next;
    }

    byte[] next(int length) throws IOException {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) bytes[i] = (byte) next();
        return bytes;
    }

    /** Up to the end of the line, which is not part of it. */
    String line(int most) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int next = next(); next != '\n'; next = next()) {
            if (text.length() >= most) throw new MalformedException("A line is too long");
            text.append((char) next);
        }
        int length = text.length();
        if (length > 0 && text.charAt(length - 1) == '\r') text.setLength(length - 1);
        for (int i = 0; i < text.length(); i++)
            if (text.charAt(i) < ' ' && text.charAt(i) != '\t' || text.charAt(i) == 127)
                throw new MalformedException("A line has a character that lines do not have");
        return text.toString();
    }

    /** Hands on what is there, or waits for something; its length, or -1 where nothing more comes. */
    int transfer(WritableByteChannel to) throws IOException {
        if (!buffer.hasRemaining() && !fill()) return -1;
        int length = buffer.remaining();
        write(to, buffer);
        return length;
    }

    static void write(WritableByteChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) to.write(bytes);
    }

    static void write(WritableByteChannel to, String text) throws IOException {
        write(to, ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1)));
    }
}
