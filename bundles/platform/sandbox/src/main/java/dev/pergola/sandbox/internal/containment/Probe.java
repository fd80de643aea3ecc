package dev.pergola.sandbox.internal.containment;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Isolation.Finding;
import dev.pergola.sandbox.Isolation.Tier;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/** Finds out what contains a sandbox on this host, by running something in one. */
public final class Probe {
    private static final String TRIAL = "dev.pergola.worker.Trial";
    private static final String LATER = "later";
    private static final String SHOWN = "it can be shown a folder while it runs";
    /** What it says last before it waits. */
    private static final String RUNS = "home=";

    private static final int MOST = 4_000;
    private static final long PATIENCE_SECONDS = 20;
    private static final Limits LIMITS = new Limits(32, 256, 100, 64, 256, 16, 16);

    private final Path javaHome;
    private final List<Path> classPath;
    private final Supplier<Optional<ControlGroups>> controlGroups;
    private final List<Finding> findings = new ArrayList<>();

    private Probe(Path javaHome, List<Path> classPath, Supplier<Optional<ControlGroups>> controlGroups) {
        this.javaHome = javaHome;
        this.classPath = classPath;
        this.controlGroups = controlGroups;
    }

    /**
     * What was found.
     *
     * @param isolation in words
     * @param containment what starts processes at that tier; empty where the tier that was asked for does not work
     */
    public record Found(Isolation isolation, Optional<Containment> containment) {}

    /**
     * Tries.
     *
     * @param javaHome the Java that sandboxes run
     * @param classPath where the program of a trial is
     * @param wanted the tier to use; empty for the best that works
     */
    public static Found run(Path javaHome, List<Path> classPath, Optional<Tier> wanted) {
        return run(javaHome, classPath, wanted, ControlGroups::ofThisProcess);
    }

    /** The same on a host with other control groups; for tests. */
    static Found run(
            Path javaHome,
            List<Path> classPath,
            Optional<Tier> wanted,
            Supplier<Optional<ControlGroups>> controlGroups) {
        Probe probe = new Probe(javaHome, classPath, controlGroups);
        Optional<Containment> found = wanted.isPresent() ? probe.at(wanted.get()) : probe.best();
        Tier tier = wanted.orElseGet(() -> found.map(Containment::tier).orElse(Tier.C));
        return new Found(
                new Isolation(tier, found.isPresent(), List.copyOf(new LinkedHashSet<>(probe.findings))), found);
    }

    private Optional<Containment> best() {
        for (Tier tier : Tier.values()) {
            Optional<Containment> found = at(tier);
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private Optional<Containment> at(Tier wanted) {
        if (wanted == Tier.C) return Optional.of(Containment.plain());
        Optional<Path> bwrap = bwrap();
        Optional<byte[]> filter = filter();
        boolean root = Tools.isRoot();
        Optional<Unprivileged> user = Unprivileged.where(root);
        if (root) user(user);
        if (bwrap.isEmpty() || filter.isEmpty() || root && user.isEmpty()) return Optional.empty();
        Bubblewrap bubblewrap = new Bubblewrap(bwrap.get(), javaHome, user);
        Optional<ControlGroups> groups = wanted == Tier.A ? groups() : Optional.empty();
        if (wanted == Tier.A && groups.isEmpty()) return Optional.empty();
        return held(root, mounts -> Containment.boxed(bubblewrap, user, groups, filter.get(), mounts));
    }

    /** With boxes that can be shown folders, where that works; else without. */
    private Optional<Containment> held(boolean root, Function<Optional<MountNamespace>, Containment> made) {
        List<Finding> before = List.copyOf(findings);
        String why;
        try {
            Containment shows = made.apply(Optional.of(MountNamespace.open(root)));
            if (holds(shows)) return Optional.of(shows);
            shows.close();
            why = findings.get(findings.size() - 1).found();
        } catch (IOException e) {
            why = String.valueOf(e.getMessage());
        }
        findings.clear();
        findings.addAll(before);
        Containment plain = made.apply(Optional.empty());
        if (holds(plain)) {
            findings.add(
                    new Finding(
                            SHOWN,
                            false,
                            why,
                            "install the package util-linux, and let users make name"
                                    + " spaces with unshare too; without, no process waits for plugins (sandbox.warm-processes)"));
            return Optional.of(plain);
        }
        plain.close();
        return Optional.empty();
    }

    private Optional<Path> bwrap() {
        Optional<Path> bwrap = Tools.find("bwrap");
        findings.add(new Finding(
                "bubblewrap",
                bwrap.isPresent(),
                bwrap.map(Path::toString).orElse("there is no program bwrap in the usual folders"),
                bwrap.isPresent()
                        ? ""
                        : "install the package bubblewrap: apt-get install bubblewrap, or dnf install bubblewrap"));
        return bwrap;
    }

    private Optional<byte[]> filter() {
        Optional<byte[]> filter = SystemCalls.ofThisProcessor().map(SeccompFilter::of);
        if (filter.isEmpty())
            findings.add(new Finding(
                    "filter for system calls",
                    false,
                    "it is not written for a processor " + System.getProperty("os.arch"),
                    "use a machine with an x86-64 or AArch64 processor"));
        return filter;
    }

    private void user(Optional<Unprivileged> user) {
        findings.add(new Finding(
                "another user",
                user.isPresent(),
                user.isPresent()
                        ? "Pergola runs as root, its sandboxes as user " + Unprivileged.ID
                        : "Pergola runs as root, and there is no program setpriv",
                user.isPresent() ? "" : "run Pergola as a user of its own, or install the package util-linux"));
    }

    private Optional<ControlGroups> groups() {
        Optional<ControlGroups> groups = controlGroups.get();
        groups.ifPresent(ControlGroups::sweep);
        String found = groups.map(there -> "version " + there.version() + ", for memory, processor and processes")
                .orElse("this process may not make groups below its own");
        if (groups.isPresent()) {
            try {
                groups.get().make(LIMITS).close();
            } catch (IOException e) {
                groups = Optional.empty();
                found = "a group could not be made: " + e.getMessage();
            }
        }
        findings.add(
                new Finding(
                        "control groups",
                        groups.isPresent(),
                        found,
                        groups.isPresent()
                                ? ""
                                : "under systemd, set Delegate=yes in the service; in a container, let it write to /sys/fs/cgroup"));
        return groups;
    }

    /** Whether what runs in it is contained: it tries to get out. */
    private boolean holds(Containment containment) {
        Map<String, String> said;
        try {
            said = trial(containment);
        } catch (IOException e) {
            findings.add(new Finding("a trial in a box", false, String.valueOf(e.getMessage()), remedy(e)));
            return false;
        }
        boolean all = expect(said, "fork", "denied", "no other process can be started");
        all &= expect(said, "filter", "2", "system calls are filtered");
        all &= expect(said, "rights", "none", "it has no right of an administrator");
        all &= expect(said, "network", "lo", "it has no network but itself");
        all &= expect(said, "home", "hidden", "it does not see the host's files");
        if (containment.showsFolders()) all &= expect(said, LATER, "writable", SHOWN);
        return all;
    }

    private boolean expect(Map<String, String> said, String what, String value, String words) {
        String found = said.getOrDefault(what, "nothing");
        boolean holds = found.equals(value);
        findings.add(new Finding(
                words,
                holds,
                what + ": " + found,
                holds ? "" : "tell the makers of Pergola, with the kernel's version"));
        return holds;
    }

    private static String remedy(IOException e) {
        String words = String.valueOf(e.getMessage());
        if (words.contains("Unknown option")) return "install bubblewrap 0.8 or later";
        if (words.contains("user namespace") || words.contains("uid map") || words.contains("Operation not permitted"))
            return "let users make name spaces: sysctl kernel.unprivileged_userns_clone=1, on Ubuntu 24.04 and later a"
                    + " profile of AppArmor for bwrap, in a container one that lets unshare(2) and mount(2) through";
        return "run this by hand to see more, or choose sandbox.isolation: C";
    }

    private Map<String, String> trial(Containment containment) throws IOException {
        FileAttribute<?> own = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path folder = Files.createTempDirectory("pergola-", own);
        Path berth = Files.createTempDirectory("pergola-", own);
        try {
            Path later = Files.createDirectory(berth.resolve(LATER));
            Box box = new Box(
                    folder,
                    Path.of(System.getProperty("java.io.tmpdir")),
                    List.of(),
                    classPath,
                    List.of(),
                    containment.showsFolders() ? Optional.of(berth) : Optional.empty());
            Contained contained = containment.start(command(later), box, LIMITS);
            return result(contained, later, containment.showsFolders());
        } finally {
            delete(folder);
            delete(berth);
        }
    }

    private List<String> command(Path later) {
        return List.of(
                javaHome.resolve("bin/java").toString(),
                "-Xmx16m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                String.join(
                        java.io.File.pathSeparator,
                        classPath.stream().map(Path::toString).toList()),
                TRIAL,
                "/etc/passwd",
                later.toString());
    }

    /** What it says; once it runs it is shown a folder, and then its standard input ends. */
    private static Map<String, String> result(Contained contained, Path later, boolean shows) throws IOException {
        CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS).execute(contained::close);
        try (contained;
                BufferedReader said = contained.process().inputReader(StandardCharsets.UTF_8);
                OutputStream end = contained.process().getOutputStream()) {
            Map<String, String> results = new HashMap<>();
            StringBuilder odd = new StringBuilder();
            for (String line = said.readLine(); line != null && odd.length() < MOST; line = said.readLine()) {
                int at = line.indexOf('=');
                if (at > 0) results.put(line.substring(0, at), line.substring(at + 1));
                else odd.append(line).append('\n');
                if (!line.startsWith(RUNS)) continue;
                if (shows) contained.show(later);
                end.close();
            }
            int exit = contained.process().waitFor();
            if (exit != 0)
                throw new IOException(
                        "it ended with " + exit + ": " + odd.toString().strip());
            return results;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("it was interrupted", e);
        } finally {
            contained.cleanUp();
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var all = Files.walk(folder)) {
            for (Path each : all.sorted(java.util.Comparator.reverseOrder()).toList()) Files.deleteIfExists(each);
        }
    }
}
