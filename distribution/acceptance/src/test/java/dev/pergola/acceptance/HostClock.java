package dev.pergola.acceptance;

import dev.pergola.acceptance.clock.ClockAgent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.objectweb.asm.ClassReader;

/** The wall clock of one JVM, to be set like that of a host. Setting the host's takes rights that a test does not have. */
final class HostClock {
    private static final String FOLDER = ClockAgent.class.getPackageName().replace('.', '/');

    private final Path agent;
    private final Path file;
    private volatile Duration ahead = Duration.ZERO;

    private HostClock(Path agent, Path file) {
        this.agent = agent;
        this.file = file;
    }

    /** One that is right, with its files in a folder. */
    static HostClock in(Path folder) throws IOException {
        HostClock clock = new HostClock(folder.resolve("clock-agent.jar"), folder.resolve("clock-ahead"));
        // What the JDK is to call has to be where the JDK finds it, and nowhere else.
        String jdks = "Offset.class";
        Attributes main = attributes();
        main.putValue("Premain-Class", ClockAgent.class.getName());
        main.putValue("Can-Retransform-Classes", "true");
        main.putValue("Boot-Class-Path", "clock-offset.jar");
        main.putValue("Class-Path", from(ClassReader.class));
        write(clock.agent, main, name -> !name.equals(jdks));
        write(folder.resolve("clock-offset.jar"), attributes(), jdks::equals);
        clock.set(Duration.ZERO);
        return clock;
    }

    private static Attributes attributes() {
        Attributes main = new Attributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        return main;
    }

    private static String from(Class<?> type) {
        return type.getProtectionDomain().getCodeSource().getLocation().toString();
    }

    private static void write(Path file, Attributes main, Predicate<String> which) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().putAll(main);
        try (Stream<Path> classes = Files.list(Path.of("target/test-classes", FOLDER));
                JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest)) {
            for (Path each : classes.toList()) {
                String name = each.getFileName().toString();
                if (!which.test(name)) continue;
                jar.putNextEntry(new ZipEntry(FOLDER + "/" + name));
                Files.copy(each, jar);
                jar.closeEntry();
            }
        }
    }

    /** For the JVM that is to go by it. */
    String option() {
        return "-javaagent:" + agent + "=" + file;
    }

    /** How far it is ahead of the true time from now on; behind it where that is negative. */
    void set(Duration offset) {
        ahead = offset;
        ByteBuffer bytes =
                ByteBuffer.allocate(Long.BYTES).putLong(offset.toMillis()).flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(bytes, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Instant now() {
        return Instant.now().plus(ahead);
    }
}
