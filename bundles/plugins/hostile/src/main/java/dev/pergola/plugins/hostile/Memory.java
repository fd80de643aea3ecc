package dev.pergola.plugins.hostile;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Takes memory, and gives none back. */
final class Memory {
    private static final int MEGABYTE = 1024 * 1024;

    private Memory() {}

    static Object heap(Order order) {
        List<byte[]> taken = new ArrayList<>();
        while (true) taken.add(new byte[MEGABYTE]);
    }

    static Object offHeap(Order order) {
        List<ByteBuffer> taken = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) taken.add(ByteBuffer.allocateDirect(MEGABYTE));
        return taken.size() + " MiB";
    }
}
