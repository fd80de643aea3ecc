package dev.pergola.worker;

import java.io.IOException;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Runs in a box and tells what it can do there, a line each; the kernel's process compares that with what it should be. */
public final class Trial {
    private Trial() {}

    /** Tries it; the argument is a file that is not to be seen. */
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
