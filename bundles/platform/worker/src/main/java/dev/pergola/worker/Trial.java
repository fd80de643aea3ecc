package dev.pergola.worker;

import java.io.IOException;
import java.io.OutputStream;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Runs in a box and tells what it can do there, a line each; the kernel's process compares that with what it should be. */
public final class Trial {
    private Trial() {}

    /**
     * Tries it; the arguments are a file that is not to be seen, and a folder that may be shown by the time when standard
     * input ends.
     */
    public static void main(String[] arguments) throws IOException {
        System.out.println("fork=" + fork());
        System.out.println("filter=" + status("Seccomp:"));
        System.out.println("rights=" + (status("CapBnd:").matches("0+") ? "none" : status("CapBnd:")));
        System.out.println("network="
                + Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                        .map(NetworkInterface::getName)
                        .sorted()
                        .collect(Collectors.joining(",")));
        System.out.println("home=" + (Files.exists(Path.of(arguments[0])) ? "visible" : "hidden"));
        System.in.transferTo(OutputStream.nullOutputStream());
        System.out.println("later=" + (isWritable(Path.of(arguments[1])) ? "writable" : "missing"));
    }

    private static boolean isWritable(Path folder) {
        try {
            Files.delete(Files.createFile(folder.resolve("trial")));
            return true;
        } catch (IOException denied) {
            return false;
        }
    }

    private static String fork() {
        try {
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-version")
                    .start();
            process.destroyForcibly();
            return "possible";
        } catch (IOException denied) {
            return "denied";
        }
    }

    private static String status(String field) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/self/status"));
        return lines.stream()
                .filter(line -> line.startsWith(field))
                .map(line -> line.substring(field.length()).strip())
                .findFirst()
                .orElse("nothing");
    }
}
