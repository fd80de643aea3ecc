package dev.pergola.acceptance.excess;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Field;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.osgi.service.component.annotations.Component;

/** Takes more of something than there is for it, or goes where it should not; says what came of it. */
@Plugin(id = "dev.pergola.acceptance.excess", name = "Excess", author = "Pergola", description = "Takes too much")
@Component
@TaskTypes("EXCEED")
public final class Excess implements TaskProcessor {
    private static final int MEGABYTE = 1024 * 1024;

    @Override
    public TaskResult process(Task task, ExecutionContext context) throws Exception {
        return TaskResult.of(Map.of("came", of(String.valueOf(task.input().get("what")), task.input(), context)));
    }

    private static String of(String what, Map<String, Object> input, ExecutionContext context) throws Exception {
        Path data = context.plugin().dataDirectory();
        return switch (what) {
            case "nothing" -> nothing(data, input.containsKey("say"));
            case "threads" -> threads();
            case "buffers" -> buffers();
            case "open" -> open();
            case "file" -> fill(data.resolve("large"), 64);
            case "files" -> files(data);
            case "write" -> write(data, ((Number) input.get("megabytes")).intValue());
            case "scratch" -> files(Path.of(System.getProperty("java.io.tmpdir")));
            case "burn" -> burn(((Number) input.get("millis")).longValue());
            case "read" -> Files.readString(Path.of(String.valueOf(input.get("path"))));
            case "connect" -> connect(((Number) input.get("port")).intValue());
            case "fork" -> fork();
            case "bomb" -> bomb();
            case "crash" -> crash();
            case "halt" -> halt();
            case "exit" -> exit();
            case "flood" -> flood();
            case "deadlock" -> deadlock();
            default -> throw new IllegalArgumentException(what);
        };
    }

    /** Tidies up what was left when it was ended. */
    private static String nothing(Path data, boolean say) throws IOException {
        for (int i = 0; i < 40; i++) Files.deleteIfExists(data.resolve("excess-" + i));
        if (say) System.out.println("nothing of it");
        return "of it";
    }

    private static String threads() {
        for (int i = 0; i < 2_000; i++) {
            Thread thread = new Thread(() -> LockSupport.parkNanos(60_000_000_000L));
            thread.setDaemon(true);
            thread.start();
        }
        LockSupport.parkNanos(10_000_000_000L);
        return "2000 threads";
    }

    private static String buffers() {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) buffers.add(ByteBuffer.allocateDirect(MEGABYTE));
        return buffers.size() + " MiB";
    }

    private static String open() throws IOException {
        List<InputStream> open = new ArrayList<>();
        try {
            for (int i = 0; i < 5_000; i++) open.add(Files.newInputStream(Path.of("/proc/self/status")));
            return open.size() + " files";
        } finally {
            for (InputStream each : open) each.close();
        }
    }

    private static String fill(Path file, int megabytes) throws IOException {
        try (var out = Files.newOutputStream(file)) {
            byte[] block = new byte[MEGABYTE];
            for (int i = 0; i < megabytes; i++) out.write(block);
        } finally {
            Files.deleteIfExists(file);
        }
        return megabytes + " MiB";
    }

    /** Never more than a few at one time, and not all of it in the moment between two looks. */
    private static String write(Path data, int megabytes) throws IOException {
        for (int written = 0; written < megabytes; written += 4) {
            fill(data.resolve("written"), 4);
            LockSupport.parkNanos(20_000_000);
        }
        return megabytes + " MiB";
    }

    private static String files(Path folder) throws IOException {
        List<Path> made = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                made.add(folder.resolve("excess-" + i));
                Files.write(made.get(i), new byte[MEGABYTE]);
            }
            LockSupport.parkNanos(8_000_000_000L);
            return made.size() + " MiB";
        } finally {
            for (Path each : made) Files.deleteIfExists(each);
        }
    }

    private static String burn(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        long turns = 0;
        while (System.nanoTime() < end) turns++;
        return turns + " turns";
    }

    private static String connect(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", port), 2_000);
            return "connected";
        }
    }

    private static String fork() throws Exception {
        return "exit " + new ProcessBuilder("/bin/sh", "-c", "id").start().waitFor();
    }

    /** Others that would do the same, and so on. */
    private static String bomb() {
        int started = 0;
        for (int i = 0; i < 200; i++) {
            try {
                new ProcessBuilder("/bin/sh", "-c", "sleep 60 & sleep 60 & sleep 60").start();
                started++;
            } catch (IOException denied) {
                // The next one perhaps.
            }
        }
        return started + " started";
    }

    private static String crash() throws Exception {
        Class<?> type = ClassLoader.getSystemClassLoader().loadClass("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        type.getMethod("putAddress", long.class, long.class).invoke(unsafe, 0L, 0L);
        return "survived";
    }

    private static String halt() {
        Runtime.getRuntime().halt(41);
        return "survived";
    }

    private static String exit() {
        System.exit(42);
        return "survived";
    }

    private static String flood() {
        String line = "x".repeat(1_000);
        for (int i = 0; i < 20_000; i++) System.out.println(line);
        return "20 MB";
    }

    private static String deadlock() throws InterruptedException {
        Object one = new Object();
        Object two = new Object();
        Thread other = new Thread(() -> both(two, one));
        other.setDaemon(true);
        other.start();
        both(one, two);
        return "passed";
    }

    private static void both(Object first, Object second) {
        synchronized (first) {
            LockSupport.parkNanos(200_000_000);
            synchronized (second) {
                first.notifyAll();
            }
        }
    }
}
