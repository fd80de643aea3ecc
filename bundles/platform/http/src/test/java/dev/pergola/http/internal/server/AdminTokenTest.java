package dev.pergola.http.internal.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AdminTokenTest {
    @TempDir
    Path data;

    @Test
    void isMadeOnceAndReadFromThenOn() throws Exception {
        AdminToken first = AdminToken.in(data.resolve("new/folder"));
        Path file = data.resolve("new/folder/admin.token");
        String token = Files.readString(file).trim();
        assertThat(token).matches("pgl_admin_[0-9A-Za-z]{43}");
        assertThat(permissions(file)).isEqualTo("rw-------");
        assertThat(first.matches(token)).isTrue();
        assertThat(AdminToken.in(data.resolve("new/folder")).matches(token)).isTrue();
        assertThat(first.matches(token + "x")).isFalse();
        assertThat(first.matches("")).isFalse();
        assertThat(first.matches("pgl_admin_")).isFalse();
    }

    @Test
    void isAnotherOneEachTime() throws Exception {
        Set<String> tokens = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 20; i++) {
            AdminToken.in(data.resolve("d" + i));
            tokens.add(Files.readString(data.resolve("d" + i + "/admin.token")));
        }
        assertThat(tokens).hasSize(20);
    }

    @Test
    void isOneEvenWhereManyStartAtOnce() throws Exception {
        List<Thread> threads = new ArrayList<>();
        Set<AdminToken> made = ConcurrentHashMap.newKeySet();
        for (int i = 0; i < 8; i++) {
            threads.add(new Thread(() -> {
                try {
                    made.add(AdminToken.in(data));
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        threads.forEach(Thread::start);
        for (Thread thread : threads) thread.join();
        String token = Files.readString(data.resolve("admin.token")).trim();
        assertThat(made).hasSize(8).allMatch(each -> each.matches(token));
        assertThat(data).isDirectoryContaining("glob:**/admin.token");
        try (var files = Files.list(data)) {
            assertThat(files).hasSize(1);
        }
    }

    @Test
    void takesAwayPermissionsThatOthersHave() throws Exception {
        AdminToken.in(data);
        Path file = data.resolve("admin.token");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        AdminToken.in(data);
        assertThat(permissions(file)).isEqualTo("rw-------");
    }

    @Test
    void refusesAFileThatHoldsSomethingElse() throws Exception {
        Path file = data.resolve("admin.token");
        for (String content : List.of("", "secret", "pgl_admin_short", "x".repeat(2000))) {
            Files.writeString(file, content);
            assertThatThrownBy(() -> AdminToken.in(data))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(file.toString())
                    .hasMessageContaining("delete it")
                    .hasMessageNotContaining("secret");
        }
    }

    @Test
    void followsNoLink() throws Exception {
        AdminToken.in(data.resolve("elsewhere"));
        Files.createSymbolicLink(data.resolve("admin.token"), data.resolve("elsewhere/admin.token"));
        assertThatThrownBy(() -> AdminToken.in(data)).isInstanceOf(IOException.class);
    }

    private static String permissions(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }
}
