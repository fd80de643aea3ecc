package dev.pergola.permissions.internal;

import static dev.pergola.permissions.internal.JavaPermissions.info;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.service.permissionadmin.PermissionInfo;

class LocalPermissionsTest {
    private final Vocabulary vocabulary = new Vocabulary(List::of);
    private final Places places = new Places(Path.of("/d/a"), Path.of("/tmp"));

    @TempDir
    Path folder;

    private List<String> cutOff(String local, String permission, String target) {
        return LocalPermissions.parse(local).cutOff(vocabulary.infos(vocabulary.extent(permission, target), places));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(java.io.FilePermission \"/srv/-\" \"read\")|filesystem.read|/srv/a|",
                "(java.io.FilePermission \"/srv/-\" \"read\")|filesystem.write|/srv/a|FilePermission /srv/a write,delete",
                "(java.security.AllPermission)|system.exec|*|",
                "(java.net.SocketPermission \"*.example.com:443\" \"connect\")|network.socket|a.example.com:443|",
                "(java.net.SocketPermission \"*.example.com:443\" \"connect\")|network.socket|a.example.com|"
                        + "SocketPermission a.example.com connect,resolve",
                "(org.osgi.framework.ServicePermission \"com.a.*\" \"get\")|service.get|com.a.B|",
                "(org.osgi.service.event.TopicPermission \"*\" \"publish\")|service.get|com.a.B|"
                        + "ServicePermission com.a.B get",
                "(dev.pergola.permissions.PluginPermission \"data.read\" \"*\")|data.read|orders|",
                "(no permission)|system.exec|/bin/ls|",
                "# nothing|system.environment|PATH|RuntimePermission getenv.PATH"
            })
    void whatIsNotListedIsCutOff(String local, String permission, String target, String expected) {
        assertThat(cutOff(local, permission, target)).isEqualTo(expected == null ? List.of() : List.of(expected));
    }

    @Test
    void noNamesAreLookedUp() {
        // Java's own SocketPermission would ask the network whether these are the same.
        assertThat(cutOff(
                        "(java.net.SocketPermission \"nowhere.invalid\" \"connect\")",
                        "network.socket",
                        "other.invalid"))
                .hasSize(1);
    }

    @Test
    void aJarWithoutTheFileIsNotNarrowedAndOneWithTooMuchOfItIsWholly() throws Exception {
        Path without = jar("without.jar", "other.txt", "x");
        assertThat(LocalPermissions.of(without)).isEqualTo(LocalPermissions.NONE);
        assertThat(LocalPermissions.of(folder.resolve("missing.jar"))).isEqualTo(LocalPermissions.NONE);
        List<PermissionInfo> wanted = List.of(info(JavaPermissions.FILE, "/a", "read"));
        Path huge = jar("huge.jar", "OSGI-INF/permissions.perm", "#".repeat(1024 * 1024 + 1));
        assertThat(LocalPermissions.of(huge).cutOff(wanted)).containsExactly("FilePermission /a read");
        Path some = jar("some.jar", "OSGI-INF/permissions.perm", "(java.io.FilePermission \"/a\" \"read,write\")");
        assertThat(LocalPermissions.of(some).cutOff(wanted)).isEmpty();
    }

    private Path jar(String name, String entry, String content) throws Exception {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file);
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return file;
    }
}
