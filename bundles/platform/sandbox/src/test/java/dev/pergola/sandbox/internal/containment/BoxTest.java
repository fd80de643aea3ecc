package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pergola.sandbox.Isolation.Tier;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a box is known not to hold by itself, it holds here (R100, R133). */
class BoxTest {
    private static final Limits LIMITS = new Limits(32, 256, 100, 64, 256, 100, 16);
    private static final String HELD = "open-in-the-kernel";
    private static final Path JAVA = Path.of(System.getProperty("java.home"));

    @TempDir
    static Path shared;

    private static Containment containment;
    private static Closeable held;

    private Contained contained;
    private BufferedReader said;
    private PrintWriter orders;

    private static List<Path> classPath(String part) {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> element.contains(part))
                .map(Path::of)
                .toList();
    }

    @BeforeAll
    static void probe() throws IOException {
        held = Files.newByteChannel(shared.resolve(HELD), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        Optional<Containment> found =
                Probe.run(JAVA, classPath("worker"), Optional.empty()).containment();
        assumeTrue(found.filter(best -> best.tier() != Tier.C).isPresent(), "nothing makes a box on this host");
        containment = found.get();
    }

    @AfterAll
    static void forget() throws IOException {
        held.close();
        if (containment != null) containment.close();
    }

    /** On a thread that ends at once: a box ends with the thread that started it, and is not to. */
    @BeforeEach
    void start() throws Exception {
        Path folder = Files.createTempDirectory(shared, "box");
        Box box = new Box(folder, Path.of("/tmp"), List.of(), classPath("test-classes"), List.of());
        List<String> command = List.of(
                JAVA.resolve("bin/java").toString(),
                "-Xmx16m",
                "-cp",
                classPath("test-classes").get(0).toString(),
                Captive.class.getName());
        CompletableFuture<Contained> started = new CompletableFuture<>();
        Thread starter = new Thread(() -> {
            try {
                started.complete(containment.start(command, box, LIMITS));
            } catch (IOException e) {
                started.completeExceptionally(e);
            }
        });
        starter.start();
        starter.join();
        contained = started.get();
        said = contained.process().inputReader(StandardCharsets.UTF_8);
        orders = new PrintWriter(contained.process().outputWriter(StandardCharsets.UTF_8), true);
    }

    @AfterEach
    void end() {
        if (contained == null) return;
        contained.close();
        contained.process().onExit().join();
        contained.cleanUp();
    }

    private String tries(String order) throws IOException {
        orders.println(order);
        return String.valueOf(said.readLine());
    }

    @Test
    void whatRunsInItIsNobodyWhoHasAnyRights() throws IOException {
        assertThat(tries("status Uid")).doesNotMatch("(^|.* )0( .*|$)");
        assertThat(tries("status CapEff")).matches("0+");
        assertThat(tries("status CapBnd")).matches("0+");
        assertThat(tries("status NoNewPrivs")).isEqualTo("1");
        assertThat(tries("status Seccomp")).isEqualTo("2");
    }

    @Test
    void theSettingsOfTheHostAreNotItsToChange() throws IOException {
        String before = Files.readString(Path.of("/proc/sys/kernel/hostname"));

        assertThat(tries("write /proc/sys/kernel/hostname")).contains("Exception");

        assertThat(Files.readString(Path.of("/proc/sys/kernel/hostname"))).isEqualTo(before);
    }

    @Test
    void noFolderThatIsInMemoryIsWithoutALimit() throws IOException {
        for (String folder : List.of("/dev/shm", "/tmp", "/dev", "/", "/proc", "/usr", "/dev/pts", "/dev/mqueue"))
            assertThat(tries("fill " + folder + "/filled")).as(folder).contains("Exception");
    }

    @Test
    void noFileIsOpenInItThatTheKernelHasOpen() throws IOException {
        String open = tries("descriptors");

        assertThat(open).contains("pipe:");
        assertThat(open).doesNotContain(HELD, "socket:", "deleted");
    }

    @Test
    void theEnvironmentOfTheHostIsNotThere() throws IOException {
        assertThat(tries("environment")).doesNotContain("HOME", "USER", "PATH");
    }
}
