package dev.pergola.plugins.hostile;

import java.util.Collections;

/** Says too much. */
final class Output {
    private Output() {}

    static Object oneLine(Order order) {
        System.out.println("one line");
        return "one line";
    }

    static Object flood(Order order) {
        String line = "x".repeat(1_000);
        for (int i = 0; i < 20_000; i++) System.out.println(line);
        return "20 MB";
    }

    static Object giantResult(Order order) {
        return Collections.nCopies(1_500_000, 0);
    }
}
