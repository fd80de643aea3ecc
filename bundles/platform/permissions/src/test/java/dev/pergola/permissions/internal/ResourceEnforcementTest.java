package dev.pergola.permissions.internal;

import static dev.pergola.api.PluginBuilder.plugin;
import static dev.pergola.permissions.internal.SecureFramework.call;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.pergola.api.PluginBuilder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.osgi.framework.Bundle;

/** Files, connections, programs and what Java itself guards: to be had where that was granted (R121, R133). */
class ResourceEnforcementTest extends EnforcementStories {
    @Test
    void aPluginWithoutGrantsHasItsOwnFolderAndNothingElse() throws Throwable {
        Bundle bundle = felix.plugin(plugin("a", "1.0.0").build());
        Path other = file("outside.txt");
        assertThat(call(bundle, "write", felix.dataOf("a").resolve("x.txt"))).isNotNull();
        assertThat(call(bundle, "read", felix.dataOf("a").resolve("x.txt"))).isEqualTo("written");
        assertThat(call(bundle, "make-folder", felix.dataOf("a").resolve("deep/er")))
                .isNotNull();
        assertThat(call(bundle, "delete", felix.dataOf("a").resolve("x.txt"))).isEqualTo(true);
        assertThat(call(bundle, "executor", "")).isEqualTo("shut down");
        assertThat(call(bundle, "property", "java.version")).isEqualTo(System.getProperty("java.version"));

        assertDenied(bundle, "read", other);
        assertDenied(bundle, "read-stream", other);
        assertDenied(bundle, "write", other);
        assertDenied(bundle, "delete", other);
        assertDenied(bundle, "read", felix.dataOf("a").resolve("../../../../outside.txt"));
        assertDenied(bundle, "read", felix.dataOf("b").resolve("x.txt"));
        assertDenied(bundle, "symlink", felix.dataOf("a").resolve("link"));
        assertDenied(bundle, "exec", "/bin/true");
        assertDenied(bundle, "exec", "true");
        assertDenied(bundle, "connect", "127.0.0.1:9");
        assertDenied(bundle, "listen", "0");
        assertDenied(bundle, "property", "user.home");
        assertDenied(bundle, "set-property", "java.version");
        assertDenied(bundle, "environment", "PATH");
        assertDenied(bundle, "reflect", "SECRET");
        assertDenied(bundle, "loader", "");
        assertDenied(bundle, "library", "net");
        assertDenied(bundle, "all-stacks", "");
        assertDenied(bundle, "exit", "");
        assertDenied(bundle, "no-manager", "");
    }

    @Test
    void filesAreReadWhereThatWasGrantedAndWrittenOnlyWhereThatWas() throws Throwable {
        Path in = file("in/a.txt");
        Path deeper = file("in/deep/a.txt");
        Path beside = file("inside/a.txt");
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", in)).isEqualTo("content of in/a.txt");
        assertThat(call(bundle, "read-stream", deeper)).isEqualTo("content of in/deep/a.txt");
        assertDenied(bundle, "read", beside);
        assertDenied(bundle, "read", folder.resolve("in/../inside/a.txt"));
        assertDenied(bundle, "write", in);
        assertDenied(bundle, "delete", in);

        revoke("a", "filesystem.read", folder.resolve("in") + "/**");
        assertDenied(bundle, "read", in);
    }

    @Test
    void aFolderAloneIsNotWhatIsBelow() throws Throwable {
        Path in = file("in/a.txt");
        Path deeper = file("in/deep/a.txt");
        Bundle bundle = granted("filesystem.write", folder.resolve("in") + "/*");
        assertThat(call(bundle, "write", in)).isNotNull();
        assertDenied(bundle, "write", deeper);
    }

    @Test
    void whatIsGrantedAndNotDeclaredHasNoEffect() throws Throwable {
        Path in = file("in/a.txt");
        Path other = file("other.txt");
        grant("a", "filesystem.read", "*");
        grant("a", "system.exec", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", other);
        assertDenied(bundle, "exec", "/bin/true");
    }

    @Test
    void whatTheOperatorDeniesNoGrantAllows() throws Throwable {
        Path in = file("in/a.txt");
        Path secret = file("in/secret/a.txt");
        Bundle bundle = granted("filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", secret)).isNotNull();
        deny("*", "filesystem.read", folder.resolve("in/secret") + "/**");
        assertThat(call(bundle, "read", in)).isNotNull();
        assertDenied(bundle, "read", secret);
        grant("a", "filesystem.read", folder.resolve("in/secret") + "/**");
        assertDenied(bundle, "read", secret);
        deny("b*", "filesystem.read", folder.resolve("in") + "/**");
        assertThat(call(bundle, "read", in)).isNotNull();
        deny("a*", "filesystem.read", "*");
        assertDenied(bundle, "read", in);
    }

    @Test
    void aGrantUntilSomeTimeEndsByItself() throws Throwable {
        Path in = file("in/a.txt");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", folder.resolve("in") + "/**")
                .build());
        assertDenied(bundle, "read", in);
        Instant end = Instant.now().plusMillis(1_500);
        grant("a", "filesystem.read", folder.resolve("in") + "/**", Optional.of(end));
        assertThat(call(bundle, "read", in)).isNotNull();
        await().atMost(Duration.ofSeconds(8)).untilAsserted(() -> assertDenied(bundle, "read", in));
        assertThat(Instant.now()).isAfterOrEqualTo(end);
    }

    @Test
    void everyFileOfTheMachineDoesNotMeanThePlatforms() throws Throwable {
        Path out = file("out.txt");
        grant("a", "filesystem.read", "*");
        grant("a", "filesystem.write", "*");
        Bundle bundle = felix.plugin(plugin("a", "1.0.0")
                .requestPermission("filesystem.read", "*")
                .requestPermission("filesystem.write", "*")
                .build());
        Path token = Files.writeString(felix.data.resolve("admin.token"), "secret");
        assertThat(call(bundle, "read", out)).isNotNull();
        assertThat(call(bundle, "write", out)).isNotNull();
        assertThat(call(bundle, "write", felix.dataOf("a").resolve("own.txt"))).isNotNull();
        assertDenied(bundle, "read", token);
        assertDenied(bundle, "write", felix.data.resolve("cache/bundle.info"));
        assertDenied(bundle, "write", felix.home.resolve("lib.jar"));
        assertDenied(bundle, "write", felix.home.resolveSibling("plugins").resolve("mine.jar"));
        assertDenied(bundle, "read", felix.dataOf("b").resolve("x.txt"));
    }

    @Test
    void connectionsGoToTheHostAndPortThatWereGranted() throws Throwable {
        try (ServerSocket one = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ServerSocket other = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Bundle bundle = granted("network.socket", "localhost:" + one.getLocalPort());
            assertThat(call(bundle, "connect", "localhost:" + one.getLocalPort()))
                    .isEqualTo("connected " + one.getLocalPort());
            assertDenied(bundle, "connect", "localhost:" + other.getLocalPort());
            revoke("a", "network.socket", "localhost:" + one.getLocalPort());
            assertDenied(bundle, "connect", "localhost:" + one.getLocalPort());
        }
    }

    @Test
    void httpGoesToTheHostAndPortThatWereGrantedByEitherClient() throws Throwable {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            String address = "localhost:" + server.getAddress().getPort();
            Bundle bundle = granted("network.http", address);
            assertThat(call(bundle, "http", "http://" + address + "/a/b?c")).isEqualTo("status 204");
            assertThat(call(bundle, "http-client", "http://" + address + "/a/b?c"))
                    .isEqualTo("status 204");
            assertDenied(bundle, "http", "http://localhost:9/");
            assertDenied(bundle, "http-client", "http://localhost:9/");
            revoke("a", "network.http", address);
            assertDenied(bundle, "http", "http://" + address + "/");
            assertDenied(bundle, "http-client", "http://" + address + "/");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void anyHostIsAnyHost() throws Throwable {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 5);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
        try {
            Bundle bundle = granted("network.http", "*");
            String address = "localhost:" + server.getAddress().getPort();
            assertThat(call(bundle, "http-client", "http://" + address + "/")).isEqualTo("status 204");
            assertThat(call(bundle, "http", "http://" + address + "/")).isEqualTo("status 204");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aPortIsOpenedWhereThatWasGranted() throws Throwable {
        Bundle bundle = granted("network.listen", "20000-30000");
        int port = 20_000 + (int) (ProcessHandle.current().pid() % 10_000);
        assertThat(call(bundle, "listen", port)).isEqualTo("listening " + port);
        assertDenied(bundle, "listen", "19999");
    }

    @Test
    void programsAreStartedByTheirPath() throws Throwable {
        Bundle bundle = granted("system.exec", "/bin/true");
        assertThat(call(bundle, "exec", "/bin/true")).isEqualTo(0);
        assertDenied(bundle, "exec", "/bin/false");
        assertDenied(bundle, "exec", "true");
    }

    @Test
    void propertiesVariablesReflectionThreadsAndLoadersAreGrantedOneByOne() throws Throwable {
        grant("a", "system.properties", "user.*");
        grant("a", "system.environment", "PATH");
        grant("a", "reflection.deep", "");
        grant("a", "threads.manage", "");
        grant("a", "classes.define", "");
        PluginBuilder builder = plugin("a", "1.0.0");
        builder.requestPermission("system.properties", "user.home");
        builder.requestPermission("system.environment", "*");
        for (String name : List.of("reflection.deep", "threads.manage", "classes.define")) {
            builder.requestPermission(name, "");
        }
        Bundle bundle = felix.plugin(builder.build());
        assertThat(call(bundle, "property", "user.home")).isEqualTo(System.getProperty("user.home"));
        assertDenied(bundle, "property", "user.name");
        assertThat(call(bundle, "environment", "PATH")).isEqualTo(System.getenv("PATH"));
        assertDenied(bundle, "environment", "HOME");
        assertThat(call(bundle, "reflect", "SECRET")).isEqualTo("not for others");
        assertThat(call(bundle, "all-stacks", "")).isNotEqualTo(0);
        assertThat(call(bundle, "loader", "")).isEqualTo("java.net.URLClassLoader");
        assertDenied(bundle, "exit", "");
    }
}
