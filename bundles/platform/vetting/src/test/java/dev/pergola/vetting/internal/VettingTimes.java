package dev.pergola.vetting.internal;

import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.vetting.internal.linkage.LinkageVetter;
import dev.pergola.vetting.internal.privilege.PrivilegeVetter;
import dev.pergola.vetting.internal.scan.Analyses;
import dev.pergola.vetting.internal.scan.ScanVetter;
import dev.pergola.vetting.internal.testing.Felix;
import dev.pergola.vetting.internal.testing.SamplePlugins;
import dev.pergola.vetting.internal.testing.TestJar;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/** Prints how long vetting takes, by size of the jar. Made of what is on the tests' class path. */
public final class VettingTimes {
    private static final int ROUNDS = 9;

    private VettingTimes() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Files.createTempDirectory("vetting-times");
        Map<String, Path> jars = new LinkedHashMap<>();
        for (Path plugin : SamplePlugins.jars()) jars.put(plugin.getFileName().toString(), plugin);
        for (int size : new int[] {10 << 10, 100 << 10, 1 << 20, 10 << 20}) {
            jars.put((size >> 10) + " KiB of libraries", ofSize(folder, size));
        }
        try (Felix felix = new Felix(
                folder.resolve("felix"),
                Map.of("org.osgi.framework.system.packages.extra", SamplePlugins.KERNEL_PACKAGES))) {
            System.out.printf("%-42s %9s %9s %9s %9s %9s%n", "ms", "first", "warm", "scan", "linkage", "privilege");
            for (Map.Entry<String, Path> jar : jars.entrySet()) measure(felix, jar.getKey(), jar.getValue());
        }
    }

    private static void measure(Felix felix, String name, Path jar) throws Exception {
        double[][] times = new double[ROUNDS][];
        Analyses analyses = new Analyses();
        LinkageVetter linkage = new LinkageVetter(analyses, null, felix.context());
        for (int round = 0; round < ROUNDS; round++) {
            // A jar that is new to the vetters, and surroundings that are not, as in a platform that runs.
            try (StagedJar staged = StagedJar.of(jar, jar.getParent())) {
                Map<String, String> headers = staged.headers();
                Candidate candidate = TestJar.plugin(staged.path(), headers);
                Candidate again = new Candidate(
                        candidate.jar(),
                        candidate.digest() + round,
                        "",
                        headers,
                        candidate.metadata(),
                        candidate.provenance(),
                        candidate.replaces());
                times[round] = new double[] {
                    time(new ScanVetter(analyses, null), again),
                    time(linkage, again),
                    time(new PrivilegeVetter(analyses, null), again)
                };
            }
        }
        double first = Arrays.stream(times[0]).sum();
        double[][] warm = Arrays.copyOfRange(times, 1, ROUNDS);
        System.out.printf(
                "%-42s %9.1f %9.1f %9.1f %9.1f %9.1f%n",
                name,
                first,
                median(Arrays.stream(warm)
                        .mapToDouble(t -> Arrays.stream(t).sum())
                        .toArray()),
                median(Arrays.stream(warm).mapToDouble(t -> t[0]).toArray()),
                median(Arrays.stream(warm).mapToDouble(t -> t[1]).toArray()),
                median(Arrays.stream(warm).mapToDouble(t -> t[2]).toArray()));
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static double time(Vetter vetter, Candidate candidate) throws Exception {
        long begin = System.nanoTime();
        vetter.vet(candidate);
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Classes of libraries, until the jar is as large as wanted or there are no more. */
    private static Path ofSize(Path folder, int bytes) throws IOException {
        ByteArrayOutputStream jar = new ByteArrayOutputStream();
        Set<String> names = new HashSet<>();
        try (ZipOutputStream out = new ZipOutputStream(jar)) {
            for (String path : libraries()) {
                try (ZipFile library = new ZipFile(path)) {
                    for (Enumeration<? extends ZipEntry> all = library.entries(); all.hasMoreElements(); ) {
                        ZipEntry entry = all.nextElement();
                        if (jar.size() >= bytes) break;
                        if (!entry.getName().endsWith(".class") || !names.add(entry.getName())) continue;
                        out.putNextEntry(new ZipEntry(entry.getName()));
                        try (InputStream in = library.getInputStream(entry)) {
                            in.transferTo(out);
                        }
                        out.closeEntry();
                    }
                }
            }
        }
        return TestJar.write(folder, jar.toByteArray());
    }

    private static List<String> libraries() {
        List<String> jars = new ArrayList<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (path.endsWith(".jar")) jars.add(path);
        }
        return jars;
    }
}
