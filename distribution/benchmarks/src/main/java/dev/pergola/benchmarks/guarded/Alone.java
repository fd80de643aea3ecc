package dev.pergola.benchmarks.guarded;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** The same operations in a program of their own: each line that it reads names one and how long, and is answered by one. */
public final class Alone {
    private Alone() {}

    /** Takes a folder for its file, and the server's port. */
    public static void main(String[] arguments) throws Exception {
        Site site = Site.in(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) answer(line.split(" "), site);
        }
    }

    private static void answer(String[] asked, Site site) throws Exception {
        try {
            System.out.println(Operation.valueOf(asked[0]).nanos(site, Long.parseLong(asked[1])));
        } catch (IOException | SecurityException e) {
            System.out.println(e);
        }
    }
}
