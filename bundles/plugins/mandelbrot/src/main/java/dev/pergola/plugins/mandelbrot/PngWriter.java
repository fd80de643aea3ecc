package dev.pergola.plugins.mandelbrot;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes an image with a palette, by the PNG specification. By hand, since {@code javax.imageio} brings Java's desktop
 * along: hundreds of classes and a native library, for what takes four chunks.
 */
final class PngWriter implements AutoCloseable {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final byte BITS_A_PIXEL = 8;
    private static final byte WITH_PALETTE = 3;
    private static final byte UNFILTERED = 0;

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final ByteArrayOutputStream packed = new ByteArrayOutputStream();
    private final DeflaterOutputStream lines = new DeflaterOutputStream(packed);

    /**
     * Begins an image.
     *
     * @param palette red, green and blue of each colour, at most 256 of them
     */
    PngWriter(int width, int height, byte[] palette) {
        file.writeBytes(SIGNATURE);
        byte[] usual = {BITS_A_PIXEL, WITH_PALETTE, 0, 0, 0};
        chunk(
                "IHDR",
                ByteBuffer.allocate(13).putInt(width).putInt(height).put(usual).array());
        chunk("PLTE", palette);
    }

    /** The next line from the top: a colour's number for each pixel. */
    void line(byte[] pixels) throws IOException {
        lines.write(UNFILTERED);
        lines.write(pixels);
    }

    /** The whole file, once all lines are there. */
    byte[] finish() throws IOException {
        lines.close();
        chunk("IDAT", packed.toByteArray());
        chunk("IEND", new byte[0]);
        return file.toByteArray();
    }

    /** Gives back the memory of the compressor, which is not on the heap. */
    @Override
    public void close() throws IOException {
        lines.close();
    }

    private void chunk(String type, byte[] data) {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        file.writeBytes(ByteBuffer.allocate(12 + data.length)
                .putInt(data.length)
                .put(name)
                .put(data)
                .putInt((int) sum.getValue())
                .array());
    }
}
