package dev.pergola.permissions.probe;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Hashtable;
import java.util.concurrent.Executors;
import org.osgi.framework.BundleContext;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;

/** What a plugin may try. It runs in a bundle of its own, so that its permissions are those of that bundle. */
public final class Probe {
    private static final String SECRET = "not for others";

    private Probe() {}

    /** Something of somebody else's, with this on the stack. */
    public static Object run(Runnable work) {
        work.run();
        return "ran";
    }

    /** Tries something. */
    public static Object call(String operation, String argument) throws Exception {
        return switch (operation) {
            case "read" -> Files.readString(Path.of(argument));
            case "read-stream" -> readOldWay(argument);
            case "write" -> Files.writeString(Path.of(argument), "written").toString();
            case "delete" -> Files.deleteIfExists(Path.of(argument));
            case "make-folder" -> Files.createDirectories(Path.of(argument)).toString();
            case "symlink" ->
                Files.createSymbolicLink(Path.of(argument), Path.of("/etc/hosts"))
                        .toString();
            case "exec" -> new ProcessBuilder(argument).start().waitFor();
            case "connect" -> connect(argument);
            case "listen" -> listen(Integer.parseInt(argument));
            case "http" -> http(argument);
            case "http-client" -> httpClient(argument);
            case "property" -> String.valueOf(System.getProperty(argument));
            case "set-property" -> System.setProperty(argument, "x");
            case "environment" -> String.valueOf(System.getenv(argument));
            case "reflect" -> Probe.reflect(argument);
            case "loader" -> new URLClassLoader(new URL[0]).getClass().getName();
            case "library" -> library(argument);
            case "executor" -> executor();
            case "all-stacks" -> Thread.getAllStackTraces().size();
            case "exit" -> exit();
            case "load" -> Class.forName(argument).getName();
            case "get" -> get(argument);
            case "register" -> register(argument);
            case "no-manager" -> noManager();
            case "table" -> get("org.osgi.service.condpermadmin.ConditionalPermissionAdmin");
            default -> throw new IllegalArgumentException(operation);
        };
    }

    private static String readOldWay(String file) throws IOException {
        try (InputStream in = new java.io.FileInputStream(new File(file))) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        }
    }

    private static String connect(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket(address.substring(0, colon), Integer.parseInt(address.substring(colon + 1)))) {
            return "connected " + socket.getPort();
        }
    }

    private static String listen(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket(port)) {
            return "listening " + socket.getLocalPort();
        }
    }

    private static String http(String url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) new URL(url).openConnection();
        return "status " + connection.getResponseCode();
    }

    private static String httpClient(String url) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        return "status "
                + client.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.discarding())
                        .statusCode();
    }

    private static Object reflect(String field) throws ReflectiveOperationException {
        java.lang.reflect.Field found = Probe.class.getDeclaredField(field);
        found.setAccessible(true);
        return found.get(null);
    }

    private static String library(String name) {
        System.loadLibrary(name);
        return name;
    }

    private static String executor() {
        var executor = Executors.newFixedThreadPool(1);
        executor.shutdownNow();
        return "shut down";
    }

    private static String exit() {
        Runtime.getRuntime().exit(3);
        return "never";
    }

    @SuppressWarnings("removal")
    private static String noManager() {
        System.setSecurityManager(null);
        return "gone";
    }

    private static BundleContext context() {
        return FrameworkUtil.getBundle(Probe.class).getBundleContext();
    }

    private static Object get(String name) {
        ServiceReference<?> reference = context().getServiceReference(name);
        Object service = reference == null ? null : context().getService(reference);
        return service == null ? "nothing" : service.toString();
    }

    private static String register(String name) throws ClassNotFoundException {
        Class<?> type = Class.forName(name);
        Object service = type.isInterface()
                ? java.lang.reflect.Proxy.newProxyInstance(
                        Probe.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> "a proxy")
                : new Probe();
        context().registerService(name, service, new Hashtable<>());
        return "registered";
    }
}
