package dev.pergola.guard.agent;

import dev.pergola.guard.Decider;
import dev.pergola.guard.Guard;
import java.io.FilePermission;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AccessController;
import java.security.AllPermission;
import java.security.CodeSource;
import java.security.Permissions;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.security.cert.Certificate;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * The JVM that is guarded: prints {@code group|domain|name|outcome} for everything that is attempted, by code in a domain
 * that holds no more than its folder, and by code in one that holds everything.
 */
public final class Child {
    private static final String CODE = "dev.pergola.guard.agent.code.";

    private Child() {}

    public static void main(String... arguments) throws Exception {
        Path stage = Path.of(arguments[0]).toRealPath();
        Files.createDirectories(stage);
        HttpEcho echo = HttpEcho.start();
        Host.listensAt(echo.port());
        Guard.install(byDomain(), Child.class.getClassLoader());
        for (String group : new String[] {"files", "network", "jvm", "reflection", "ways round", "harmless"}) {
            run(group, "denied", stage);
            run(group, "granted", stage);
        }
        run("final", "denied", stage);
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static Decider byDomain() {
        return (domain, permission) -> domain instanceof Domain && domain.implies(permission);
    }

    private static void run(String group, String kind, Path stage) throws Exception {
        Path folder = lay(Files.createTempDirectory(stage, kind));
        Permissions permissions = new Permissions();
        if (kind.equals("granted")) permissions.add(new AllPermission());
        permissions.add(new FilePermission(folder.resolve("own").toString(), "read,write,delete"));
        permissions.add(new FilePermission(folder.resolve("own") + "/-", "read,write,delete"));
        permissions.add(new FilePermission(folder.resolve("letterbox") + "/-", "write,delete"));
        permissions.add(new FilePermission(folder.resolve("shelf").toString(), "read"));
        permissions.add(new FilePermission(folder.resolve("shelf") + "/-", "read"));
        Class<?> attempts = load(permissions, "Attempts");
        Thread.currentThread().setContextClassLoader(Child.class.getClassLoader());
        Object outcomes = attempts.getMethod("run", String.class, String.class).invoke(null, group, folder.toString());
        for (Map.Entry<?, ?> outcome : ((Map<?, ?>) outcomes).entrySet())
            System.out.println(group + '|' + kind + '|' + outcome.getKey() + '|' + outcome.getValue());
    }

    /** A class of the code that is tried, in a domain that holds this. */
    static Class<?> load(Permissions held, String name) throws ClassNotFoundException {
        return new Loader(held).loadClass(CODE + name);
    }

    private static Path lay(Path folder) throws IOException {
        Files.writeString(folder.resolve("text"), "text");
        Files.writeString(folder.resolve("movable"), "text");
        Files.createDirectories(folder.resolve("dir"));
        Files.writeString(folder.resolve("dir/child"), "text");
        Files.createSymbolicLink(folder.resolve("link"), folder.resolve("text"));
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("archive.zip")))) {
            zip.putNextEntry(new ZipEntry("entry"));
        }
        for (String name : new String[] {"letterbox", "shelf"})
            Files.writeString(Files.createDirectories(folder.resolve(name)).resolve("text"), "text");
        Path own = Files.createDirectories(folder.resolve("own"));
        Files.writeString(own.resolve("mine"), "text");
        Files.createSymbolicLink(own.resolve("text"), folder.resolve("text"));
        Files.createSymbolicLink(own.resolve("out"), folder);
        Files.createSymbolicLink(own.resolve("nothing"), folder.resolve("none"));
        return folder;
    }

    /** A domain that this test made. */
    private static final class Domain extends ProtectionDomain {
        private final Permissions held;

        private Domain(Permissions held, ClassLoader loader) {
            super(new CodeSource(null, (Certificate[]) null), null, loader, null);
            this.held = held;
        }

        @Override
        public boolean implies(java.security.Permission permission) {
            return held.implies(permission);
        }
    }

    /** Loads the attempts anew. */
    @SuppressWarnings("removal")
    private static final class Loader extends ClassLoader {
        private final Domain domain;

        private Loader(Permissions held) {
            super(Child.class.getClassLoader());
            domain = new Domain(held, this);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(CODE)) return super.loadClass(name, resolve);
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known != null) return known;
                byte[] code = AccessController.doPrivileged((PrivilegedAction<byte[]>) () -> read(name));
                return defineClass(name, code, 0, code.length, domain);
            }
        }

        private byte[] read(String name) {
            try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                return in.readAllBytes();
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        }
    }

    /** Something to connect to. */
    private record HttpEcho(com.sun.net.httpserver.HttpServer server) {
        private static HttpEcho start() throws IOException {
            var server = com.sun.net.httpserver.HttpServer.create(
                    new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.sendResponseHeaders(204, -1);
                exchange.close();
            });
            server.start();
            return new HttpEcho(server);
        }

        private int port() {
            return server.getAddress().getPort();
        }
    }
}
