package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.internal.Artifacts.Staged;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArtifactsTest {
    @TempDir
    Path data;

    private Artifacts artifacts;

    @BeforeEach
    void open() throws IOException {
        artifacts = new Artifacts(data, 1 << 20);
        artifacts.open();
    }

    @Test
    void keepsAJarUnderItsDigestAndOnlyOnce() throws IOException {
        for (int i = 0; i < 2; i++) {
            try (Staged staged = artifacts.stage(bytes("abc"))) {
                assertThat(staged.digest())
                        .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
                assertThat(artifacts.keep(staged)).hasContent("abc");
            }
        }
        assertThat(artifacts.has("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"))
                .isTrue();
        assertThat(staging()).isEmpty();
    }

    @Test
    void leavesNothingBehindWhenTheSourceFailsOrTheDiskIsFull() {
        InputStream broken = new InputStream() {
            @Override
            public int read() throws IOException {
                throw new IOException("No space left on device");
            }
        };

        assertThatThrownBy(() -> artifacts.stage(broken)).hasMessageContaining("No space left");
        assertThat(staging()).isEmpty();
    }

    @Test
    void refusesAJarThatIsTooLarge() {
        Artifacts small = new Artifacts(data, 2);
        assertThatThrownBy(() -> small.stage(bytes("abc")))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("larger than");
        assertThat(staging()).isEmpty();
    }

    @Test
    void clearsAtTheStartWhatACrashLeft() throws IOException {
        Staged abandoned = artifacts.stage(bytes("half"));

        new Artifacts(data, 1 << 20).open();

        assertThat(abandoned.path()).doesNotExist();
    }

    @Test
    void prunesWhatNobodyWants() throws IOException {
        try (Staged a = artifacts.stage(bytes("a"));
                Staged b = artifacts.stage(bytes("b"))) {
            artifacts.keep(a);
            artifacts.keep(b);
            artifacts.prune(Set.of(a.digest()));
            assertThat(artifacts.has(a.digest())).isTrue();
            assertThat(artifacts.has(b.digest())).isFalse();
        }
    }

    private static InputStream bytes(String text) {
        return new ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private java.util.List<Path> staging() {
        try (Stream<Path> files = Files.list(data.resolve("staging"))) {
            return files.toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
