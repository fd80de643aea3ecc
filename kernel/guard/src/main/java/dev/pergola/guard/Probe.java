package dev.pergola.guard;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.AccessController;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What {@link SelfTest} tries, each harmless should it succeed. Never used as it is: it is defined a second time, in a
 * loader and a domain of its own.
 */
public final class Probe {
    private static final String NOWHERE = "/nonexistent-pergola/probe";

    private Probe() {}

    /** The names of those that were not refused. */
    public static String[] passed() {
        List<String> passed = new ArrayList<>();
        for (int attempt = 0; ; attempt++) {
            try {
                String name = make(attempt);
                if (name.isEmpty()) return passed.toArray(new String[0]);
                passed.add(name);
            } catch (SecurityException refused) {
                continue;
            } catch (Exception letThrough) {
                passed.add("attempt "
                        .concat(Integer.toString(attempt))
                        .concat(" failed with ")
                        .concat(letThrough.toString()));
            }
        }
    }

    @SuppressWarnings({"removal", "deprecation"})
    private static String make(int attempt) throws Exception {
        switch (attempt) {
            case 0:
                new FileInputStream(NOWHERE).close();
                return "reading a file";
            case 1:
                new FileOutputStream(NOWHERE).close();
                return "writing a file";
            case 2:
                return "looking for a file: " + new File(NOWHERE).exists();
            case 3:
                FileChannel.open(Path.of(NOWHERE), StandardOpenOption.READ).close();
                return "reading a file by a channel";
            case 4:
                Files.deleteIfExists(Path.of(NOWHERE));
                return "deleting a file";
            case 5:
                Files.createDirectory(Path.of(NOWHERE));
                return "making a folder";
            case 6:
                new ProcessBuilder(NOWHERE).start();
                return "starting a process";
            case 7:
                System.setProperty("pergola.guard.probe", "");
                return "setting a system property";
            case 8:
                return "reading a system property: "
                        + System.getProperty("user.home", "").isEmpty();
            case 9:
                return "reading the environment: " + System.getenv("PATH");
            case 10:
                Integer.class.getDeclaredField("value").setAccessible(true);
                return "reaching into a class of the JDK";
            case 11:
                try (Socket socket = new Socket()) {
                    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1), 1);
                }
                return "connecting";
            case 12:
                try (SocketChannel channel = SocketChannel.open()) {
                    channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
                }
                return "connecting a channel";
            case 13:
                new ServerSocket(0, 1, InetAddress.getLoopbackAddress()).close();
                return "listening";
            case 14:
                return "listing the stacks of all threads: "
                        + Thread.getAllStackTraces().size();
            case 15:
                System.setIn(System.in);
                return "setting the standard input";
            case 16:
                Locale.setDefault(Locale.getDefault());
                return "setting the default locale";
            case 17:
                System.loadLibrary("pergola-nonexistent");
                return "loading native code";
            case 18:
                AccessController.checkPermission(new RuntimePermission("pergola.guard.probe"));
                return "a check of the access controller";
            case 19:
                System.getSecurityManager().checkPermission(new RuntimePermission("pergola.guard.probe"));
                return "a check of the security manager";
            case 20:
                AccessController.getContext().checkPermission(new RuntimePermission("pergola.guard.probe"));
                return "a check of a context";
            case 21:
                return "making a class loader: "
                        + new java.net.URLClassLoader(new java.net.URL[0], null).getURLs().length;
            default:
                return "";
        }
    }
}
