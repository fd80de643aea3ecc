package dev.pergola.benchmarks.guarded;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;

/** Something that Java asks about. Each gives some number, so that none of it can be left out. */
public enum Operation {
    /** A system property. */
    PROPERTY("System.getProperty", 1_000, site -> System.getProperty("user.dir").length()),
    /** Whether a file in the plugin's data folder is there. */
    EXISTS("File.exists", 100, Operation::exists),
    /** A file of a few bytes in the plugin's data folder. */
    READ("Files.readString, 16 bytes", 20, site -> Files.readString(site.file()).length()),
    /** A thread that does nothing: nobody is asked, but it takes along who made it. */
    THREAD("new Thread, start and join", 10, site -> thread()),
    /** A connection to this machine. */
    CONNECT("Socket.connect, loopback", 10, Operation::connect),
    /** A private field of a class of its own. */
    REFLECT("Class.forName, setAccessible", 100, site -> reflect()),
    /** What the plugin was not granted. */
    DENIED("System.getProperty, denied", 20, site -> denied()),
    /** A millisecond's work with ten of these calls in between. */
    MILLISECOND("1 ms of work, 10 × File.exists", 1, Operation::millisecond);

    private final String title;
    private final int block;
    private final Step step;

    private interface Step {
        int take(Site site) throws IOException, InterruptedException, ReflectiveOperationException;
    }

    Operation(String title, int block, Step step) {
        this.title = title;
        this.block = block;
        this.step = step;
    }

    /** What it does, for the tables. */
    public String title() {
        return title;
    }

    /** Does it over and over for as long as told, and says how many nanoseconds one took. */
    public double nanos(Site site, long forNanos) throws Exception {
        long began = System.nanoTime();
        long taken = 0;
        long calls = 0;
        long sum = 0;
        while (taken < forNanos) {
            for (int call = 0; call < block; call++) sum += step.take(site);
            calls += block;
            taken = System.nanoTime() - began;
        }
        if (sum <= 0) throw new IllegalStateException(title + " did nothing");
        return (double) taken / calls;
    }

    private static int exists(Site site) {
        return site.file().toFile().exists() ? 1 : 0;
    }

    private static int thread() throws InterruptedException {
        Thread thread = new Thread(() -> {});
        thread.start();
        thread.join();
        return 1;
    }

    /** Reset instead of closed: as many that wait for their end as are made here would use up all ports. */
    private static int connect(Site site) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setSoLinger(true, 0);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()));
            return 1;
        }
    }

    private static int reflect() throws ReflectiveOperationException {
        Class<?> type = Class.forName("dev.pergola.benchmarks.guarded.Secret");
        Field field = type.getDeclaredField("number");
        field.setAccessible(true);
        return field.getInt(Secret.ONE);
    }

    private static int denied() {
        try {
            return System.getProperty("user.home").length();
        } catch (SecurityException e) {
            return 1;
        }
    }

    private static int millisecond(Site site) {
        int sum = 0;
        for (int part = 0; part < 10; part++) {
            sum += exists(site);
            long end = System.nanoTime() + 100_000;
            while (System.nanoTime() < end) Thread.onSpinWait();
        }
        return sum;
    }
}
