package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where Pergola is root's, a plugin gets its own files, whatever it does meanwhile, and nobody else's. */
class UnprivilegedTest {
    private static final int TIMES = 100;

    @TempDir
    Path folder;

    private static Unprivileged user() {
        Optional<Unprivileged> user = Unprivileged.where(Tools.isRoot());
        assumeTrue(user.isPresent(), "only root changes the owner of files");
        return user.get();
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void aFolderIsItsOwnWithAllThatIsInIt() throws IOException {
        Unprivileged user = user();
        Path file = Files.writeString(
                Files.createDirectories(folder.resolve("data/deep")).resolve("-file"), "x");

        user.own(folder.resolve("data"));

        assertThat(owner(file)).isEqualTo(Unprivileged.ID);
        assertThat(owner(folder.resolve("data"))).isEqualTo(Unprivileged.ID);
    }

    @Test
    void aLinkLeadsNowhere() throws IOException {
        Unprivileged user = user();
        Path others = Files.writeString(folder.resolve("others"), "x");
        Path data = Files.createDirectory(folder.resolve("data"));
        Files.createSymbolicLink(data.resolve("link"), others);

        user.own(data);

        assertThat(owner(others)).isEqualTo(0);
    }

    @Test
    void norDoesOneThatTakesThePlaceOfAFolderMeanwhile() throws Exception {
        Unprivileged user = user();
        Path others = Files.createDirectory(folder.resolve("others"));
        for (int i = 0; i < TIMES; i++) Files.writeString(others.resolve("file" + i), "x");
        Path data = Files.createDirectory(folder.resolve("data"));
        Path place = Files.createDirectory(data.resolve("place"));
        for (int i = 0; i < TIMES; i++) Files.writeString(place.resolve("file" + i), "x");
        Path aside = folder.resolve("aside");
        Path link = Files.createSymbolicLink(folder.resolve("link"), others);
        AtomicBoolean enough = new AtomicBoolean();
        Thread swapping = new Thread(() -> {
            while (!enough.get()) swap(place, aside, link);
        });
        swapping.start();
        try {
            for (int i = 0; i < TIMES; i++) user.own(data);
        } finally {
            enough.set(true);
            swapping.join();
        }

        assertThat(owner(others)).isEqualTo(0);
        for (int i = 0; i < TIMES; i++)
            assertThat(owner(others.resolve("file" + i))).isEqualTo(0);
    }

    private static void swap(Path place, Path aside, Path link) {
        try {
            Files.move(place, aside, StandardCopyOption.ATOMIC_MOVE);
            Files.move(link, place, StandardCopyOption.ATOMIC_MOVE);
            Files.move(place, link, StandardCopyOption.ATOMIC_MOVE);
            Files.move(aside, place, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
