package dev.pergola.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What to measure, and with what.
 *
 * @param suites which tables
 * @param rounds how often each deployment is repeated
 * @param pergola Pergola's archive
 * @param karaf Karaf's archive
 * @param karafVersion its version
 * @param work folder for everything that is unpacked and written
 */
record Options(Set<Suite> suites, int rounds, Path pergola, Path karaf, String karafVersion, Path work) {
    /** The tables. */
    enum Suite {
        START,
        DEPLOY,
        SWAP,
        LOAD,
        CALLS,
        MEMORY,
        GUARD,
        VETTING,
        SANDBOX
    }

    /** How often a file is dropped, where that is not the point of it. */
    int deployments() {
        return Math.max(1, rounds / 2);
    }

    /** Whether anything is measured beside others. */
    boolean compares() {
        return !EnumSet.of(Suite.GUARD, Suite.VETTING, Suite.SANDBOX).containsAll(suites);
    }

    /** How often an engine is started: slower than a deployment, so less often. */
    int starts() {
        return Math.max(1, rounds / 4);
    }

    /** From system properties, which the build sets. */
    static Options fromProperties() {
        return new Options(
                suites(property("benchmarks")),
                positive(property("benchmarks.rounds")),
                Path.of(property("benchmarks.pergola")).toAbsolutePath().normalize(),
                Path.of(property("benchmarks.karaf")).toAbsolutePath().normalize(),
                property("benchmarks.karaf.version"),
                Path.of(property("benchmarks.work")).toAbsolutePath().normalize());
    }

    private static String property(String name) {
        String value = System.getProperty(name, "").strip();
        if (value.isEmpty()) throw new IllegalArgumentException("The system property " + name + " is not set");
        return value;
    }

    private static int positive(String text) {
        int number = Integer.parseInt(text);
        if (number < 1) throw new IllegalArgumentException("benchmarks.rounds is " + text + "; it takes 1 or more");
        return number;
    }

    private static Set<Suite> suites(String names) {
        EnumSet<Suite> suites = EnumSet.noneOf(Suite.class);
        for (String name : names.split(",")) {
            String wanted = name.strip().toUpperCase(Locale.ROOT);
            suites.add(Arrays.stream(Suite.values())
                    .filter(suite -> suite.name().equals(wanted))
                    .findFirst()
                    .orElseThrow(() ->
                            new IllegalArgumentException("There is no benchmark '" + name.strip() + "'; there are "
                                    + List.of(Suite.values()).toString().toLowerCase(Locale.ROOT))));
        }
        return suites;
    }
}
