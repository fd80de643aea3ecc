package dev.pergola.sandbox.internal.containment;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs in a box, and tries what it is told to, a line each: it answers each by what came of it, in one line. */
final class Captive {
    private static final int MEGABYTE = 1 << 20;

    private Captive() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            List<String> order = List.of(line.split(" "));
            System.out.println(done(order.get(0), order.size() > 1 ? order.get(1) : ""));
        }
    }

    private static String done(String what, String with) {
        try {
            return switch (what) {
                case "status" -> status(with);
                case "read" -> Files.readString(Path.of(with)).strip();
                case "write" -> String.valueOf(Files.writeString(Path.of(with), "0"));
                case "fill" -> fill(Path.of(with));
                case "descriptors" -> descriptors();
                case "environment" -> String.valueOf(System.getenv().keySet());
                default -> "There is no " + what;
            };
        } catch (IOException failed) {
            return failed.getClass().getSimpleName() + " " + failed.getMessage();
        }
    }

    private static String status(String field) throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith(field + ":"))
                .map(line -> line.substring(field.length() + 1).strip().replace('\t', ' '))
                .findFirst()
                .orElse("nothing");
    }

    /** What its open files are. */
    private static String descriptors() throws IOException {
        List<String> open = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path each : all) open.add(String.valueOf(Files.readSymbolicLink(each)));
        }
        return open.toString();
    }

    /** Up to 64 MiB. */
    private static String fill(Path file) throws IOException {
        byte[] megabyte = new byte[MEGABYTE];
        try (var out = Files.newOutputStream(file)) {
            for (int i = 0; i < 64; i++) out.write(megabyte);
            return "all";
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
