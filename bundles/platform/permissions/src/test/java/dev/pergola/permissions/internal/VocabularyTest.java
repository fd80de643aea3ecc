package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Problem;
import dev.pergola.permissions.InvalidPermissionException;
import dev.pergola.permissions.PluginPermission;
import dev.pergola.permissions.Risk;
import java.io.FilePermission;
import java.io.IOException;
import java.net.SocketPermission;
import java.net.URLPermission;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.Permission;
import java.util.List;
import java.util.PropertyPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.service.permissionadmin.PermissionInfo;

/** R121 to R125, R130. */
class VocabularyTest {
    private final Vocabulary vocabulary = new Vocabulary(
            () -> List.of(Vocabulary.broughtBy("payments", "payments.refund", Risk.MEDIUM, "Pay back {target}")));
    private final Places places = new Places(Path.of("/srv/data/plugin-data/a"), Path.of("/tmp"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filesystem.read",
                "filesystem.write",
                "network.http",
                "network.socket",
                "system.exec",
                "gpu.access",
                "memory.unlimited",
                "read:data",
                "write:data",
                "network:access",
                "metrics.read",
                "dashboard.widget.create",
                "deployment.execute",
                "service.scale"
            })
    void everyNameOfTheRequirementsIsKnown(String name) {
        assertThat(vocabulary.find(name)).isPresent();
    }

    @Test
    void everyTermHasASentenceATargetAndSomethingInJava() {
        for (Term term : vocabulary.terms()) {
            String any = term.syntax().normal("*");
            assertThat(term.says(any))
                    .as(term.name())
                    .isNotBlank()
                    .doesNotContain("{target}")
                    .doesNotContain("  ");
            assertThat(term.mapping().of(any, places)).as(term.name()).isNotEmpty();
            assertThat(term.syntax().expects()).isNotBlank();
        }
    }

    @Test
    void otherNamesBecomeOurs() {
        assertThat(vocabulary.extent("read:data", "orders")).isEqualTo(new Extent("data.read", "orders"));
        assertThat(vocabulary.extent("network:access", "example.com:443"))
                .isEqualTo(new Extent("network.socket", "example.com:443"));
    }

    @ParameterizedTest
    @CsvSource({"filesystem.raed,filesystem.read", "filesystemread,filesystem.read", "network.htp,network.http"})
    void anUnknownNameIsAnErrorThatSuggestsTheNearest(String wrong, String right) {
        assertThatThrownBy(() -> vocabulary.extent(wrong, ""))
                .isInstanceOf(InvalidPermissionException.class)
                .hasMessageContaining("'" + wrong + "'")
                .hasMessageContaining("Did you mean " + right);
    }

    @Test
    void aNameThatIsLikeNoneOrEndlessIsAnErrorToo() {
        assertThatThrownBy(() -> vocabulary.extent("teleport", "")).hasMessageContaining("permission:list");
        assertThatThrownBy(() -> vocabulary.extent("x".repeat(100_000), ""))
                .isInstanceOf(InvalidPermissionException.class)
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(400));
    }

    @ParameterizedTest
    @CsvSource({
        "filesystem.read,relative/path",
        "filesystem.read,/a/../etc",
        "filesystem.read,/a/*/b",
        "filesystem.read,/a/***",
        "filesystem.read,/a/b*",
        "filesystem.read,/a/-",
        "filesystem.read,<<ALL FILES>>",
        "filesystem.read,${home}/x",
        "filesystem.read,${data}x",
        "filesystem.read,${data}/../b",
        "network.socket,''",
        "network.socket,exa mple.com",
        "network.socket,example.com:http",
        "network.socket,example.com:70000",
        "network.socket,example.com:90-80",
        "network.socket,ex*mple.com",
        "network.socket,-example.com",
        "network.socket,http://example.com",
        "network.listen,''",
        "network.listen,localhost",
        "system.exec,''",
        "system.exec,ls",
        "service.get,''",
        "service.get,(objectClass=*)",
        "service.get,com.*.Orders",
        "system.environment,PA*",
        "gpu.access,card0"
    })
    void aMalformedTargetIsAnErrorThatSaysWhatIsExpected(String permission, String target) {
        assertThatThrownBy(() -> vocabulary.extent(permission, target))
                .isInstanceOf(InvalidPermissionException.class)
                .hasMessageContaining(permission)
                .hasMessageContaining("Expected is ");
    }

    @Test
    void aTargetIsBounded() {
        assertThatThrownBy(() -> vocabulary.extent("filesystem.read", "/" + "a".repeat(2000)))
                .hasMessageContaining("longer than 1024");
        assertThatThrownBy(() -> vocabulary.extent("filesystem.read", "/a\nb")).hasMessageContaining("cannot be seen");
    }

    @ParameterizedTest
    @CsvSource({
        "filesystem.read,'',${data}/**",
        "filesystem.read,/a//b/,/a/b",
        "filesystem.read,${data}/,${data}",
        "filesystem.read,/**,/**",
        "filesystem.read,/,/",
        "network.http,'',*",
        "network.http,API.Example.com:0443,api.example.com:443",
        "network.http,example.com:*,example.com",
        "network.http,[::1]:80,[::1]:80",
        "network.listen,1024-,1024-65535",
        "event.publish,'',*",
        "gpu.access,*,''"
    })
    void targetsAreKeptInOneForm(String permission, String written, String kept) {
        assertThat(vocabulary.extent(permission, written).target()).isEqualTo(kept);
    }

    @Test
    void aPermissionOfAPluginNeverHidesOneOfOurs() {
        Vocabulary hostile = new Vocabulary(
                () -> List.of(Vocabulary.broughtBy("filesystem", "filesystem.read", Risk.LOW, "Be harmless")));
        assertThat(hostile.term("filesystem.read").risk()).isEqualTo(Risk.MEDIUM);
        assertThat(hostile.terms())
                .filteredOn(t -> t.name().equals("filesystem.read"))
                .hasSize(1);
        assertThat(vocabulary.says(vocabulary.extent("payments.refund", "small")))
                .isEqualTo("Pay back small");
    }

    @Test
    void problemsAreFoundInAllRequests() {
        List<Problem> problems = vocabulary.problems(List.of(
                new PermissionRequest("filesystem.read", "", ""),
                new PermissionRequest("filesystem.red", "", ""),
                new PermissionRequest("network.listen", "x", "")));
        assertThat(problems).extracting(Problem::code).containsExactly("permission-unknown", "permission-target");
    }

    @Test
    void sentencesAreForPeople() {
        assertThat(vocabulary.says(vocabulary.extent("filesystem.read", "${data}/**")))
                .isEqualTo("Read its own data folder and everything below");
        assertThat(vocabulary.says(vocabulary.extent("network.http", "*.example.com:443")))
                .isEqualTo("Send HTTP requests to any host of example.com at port 443");
        assertThat(vocabulary.says(vocabulary.extent("network.listen", "8000-8100")))
                .isEqualTo("Take network connections on ports 8000 to 8100");
        assertThat(vocabulary.says(vocabulary.extent("system.exec", "*")))
                .isEqualTo("Start programs: every file of the machine");
    }

    private List<PermissionInfo> java(String permission, String target) {
        Extent extent = vocabulary.extent(permission, target);
        return vocabulary.term(permission).mapping().of(extent.target(), places);
    }

    @Test
    void filesBecomeFilePermissions() {
        String type = FilePermission.class.getName();
        assertThat(java("filesystem.read", "${data}/**"))
                .containsExactly(
                        new PermissionInfo(type, "/srv/data/plugin-data/a", "read"),
                        new PermissionInfo(type, "/srv/data/plugin-data/a/-", "read"));
        assertThat(java("filesystem.write", "/in/*"))
                .containsExactly(new PermissionInfo(type, "/in/*", "write,delete"));
        assertThat(java("filesystem.read", "/**"))
                .containsExactly(new PermissionInfo(type, "/", "read"), new PermissionInfo(type, "/-", "read"));
        assertThat(java("system.exec", "*")).containsExactly(new PermissionInfo(type, "<<ALL FILES>>", "execute"));
    }

    /** The guard asks for what is really started. */
    @Test
    void programsMayBeStartedByTheirRealPathsToo(@TempDir Path folder) throws IOException {
        String type = FilePermission.class.getName();
        Path real = Files.createFile(folder.toRealPath().resolve("real"));
        Path link = Files.createSymbolicLink(real.resolveSibling("link"), real);
        Places elsewhere = new Places(Path.of("/srv/data"), Path.of("/srv/tmp"));

        assertThat(started(link, elsewhere))
                .containsExactly(
                        new PermissionInfo(type, link.toString(), "execute"),
                        new PermissionInfo(type, real.toString(), "execute"));
        assertThat(started(real, elsewhere)).containsExactly(new PermissionInfo(type, real.toString(), "execute"));
        assertThat(started(link, new Places(folder.toRealPath(), Path.of("/srv/tmp"))))
                .as("where a plugin lays links itself")
                .containsExactly(new PermissionInfo(type, link.toString(), "execute"));
    }

    @Test
    void aRealPathThatWouldBeTakenForManyIsLeftOut(@TempDir Path folder) throws IOException {
        Path odd = Files.createFile(folder.toRealPath().resolve("-"));
        Path link = Files.createSymbolicLink(odd.resolveSibling("link"), odd);

        assertThat(started(link, new Places(Path.of("/srv/data"), Path.of("/srv/tmp"))))
                .containsExactly(new PermissionInfo(FilePermission.class.getName(), link.toString(), "execute"));
    }

    private List<PermissionInfo> started(Path program, Places where) {
        return vocabulary.term("system.exec").mapping().of(program.toString(), where);
    }

    @Test
    void everyJavaPermissionThatIsWrittenCanBeMade() throws ReflectiveOperationException {
        for (Term term : vocabulary.terms()) {
            for (String target : List.of("*", "example.com:443", "/a/**", "a/b", "a.b.*", "8080")) {
                String normal;
                try {
                    normal = term.syntax().normal(target);
                } catch (IllegalArgumentException notItsOwn) {
                    continue;
                }
                for (PermissionInfo info : term.mapping().of(normal, places)) {
                    if (info.getType().equals(JavaPermissions.TOPIC)) continue;
                    Permission made = (Permission) Class.forName(info.getType())
                            .getConstructor(String.class, String.class)
                            .newInstance(info.getName(), info.getActions());
                    assertThat(made.implies(made))
                            .as(term.name() + " " + target)
                            .isTrue();
                }
            }
        }
    }

    /** A web socket begins as a request; which is what Java asks for, under its own scheme. */
    @ParameterizedTest
    @CsvSource({
        "api.example.com:443, wss://api.example.com:443/chat, true",
        "api.example.com:443, wss://api.example.com/chat, true",
        "api.example.com:443, ws://api.example.com/chat, false",
        "api.example.com:443, wss://example.com/chat, false",
        "api.example.com:80, ws://api.example.com/chat, true",
        "api.example.com, wss://api.example.com/chat, true",
        "api.example.com, ws://api.example.com:8080/chat, true",
        "*, wss://api.example.com/chat, true"
    })
    void requestsMayBecomeWebSockets(String granted, String address, boolean may) {
        Permission asked = new URLPermission(address, "GET:Upgrade");
        assertThat(vocabulary.term("network.http").mapping().of(granted, places).stream()
                        .filter(info -> info.getType().equals(JavaPermissions.URL))
                        .map(info -> new URLPermission(info.getName(), info.getActions()))
                        .anyMatch(permission -> permission.implies(asked)))
                .isEqualTo(may);
    }

    /** The way there and back. */
    @Test
    void whatIsDeniedIsNamedInTheVocabulary() {
        Explainer explainer = new Explainer(vocabulary);
        assertExplained(explainer, new FilePermission("/etc/passwd", "read"), "filesystem.read /etc/passwd");
        assertExplained(
                explainer, new FilePermission("/srv/data/plugin-data/a/x", "write"), "filesystem.write ${data}/x");
        assertExplained(explainer, new FilePermission("<<ALL FILES>>", "execute"), "system.exec *");
        assertExplained(
                explainer, new SocketPermission("example.com:5432", "connect"), "network.socket example.com:5432");
        assertExplained(explainer, new SocketPermission("example.com:443", "connect"), "network.http example.com:443");
        assertExplained(explainer, new SocketPermission("localhost:8080", "listen"), "network.listen 8080");
        assertExplained(explainer, new SocketPermission("230.0.0.1", "connect,accept"), "network.listen *");
        assertExplained(explainer, new SocketPermission("[ff02::1]", "connect,accept"), "network.listen *");
        assertExplained(explainer, new URLPermission("https://example.com/a?b", "GET"), "network.http example.com:443");
        assertExplained(explainer, new URLPermission("wss://example.com/a", "GET"), "network.http example.com:443");
        assertExplained(explainer, new URLPermission("ws://example.com/a", "GET"), "network.http example.com:80");
        assertExplained(explainer, new PropertyPermission("user.home", "read"), "system.properties user.home");
        assertExplained(explainer, new PropertyPermission("user.home", "write"), "system.properties.write user.home");
        assertExplained(explainer, new RuntimePermission("getenv.PATH"), "system.environment PATH");
        assertExplained(explainer, new RuntimePermission("loadLibrary.cv"), "native.load cv");
        assertExplained(explainer, new RuntimePermission("getStackTrace"), "threads.manage");
        assertExplained(explainer, new RuntimePermission("createClassLoader"), "classes.define");
        assertExplained(explainer, new PluginPermission("metrics.read", "cpu"), "metrics.read cpu");
        assertExplained(explainer, new RuntimePermission("pergola.management.read"), "metrics.read *");
        assertThat(explainer.explain(new RuntimePermission("exitVM.1"), places)).isEmpty();
        assertThat(explainer.explain(new AllPermission(), places)).isEmpty();
    }

    private void assertExplained(Explainer explainer, Permission denied, String expected) {
        assertThat(explainer.explain(denied, places))
                .hasValueSatisfying(e -> assertThat(e).hasToString(expected));
    }
}
