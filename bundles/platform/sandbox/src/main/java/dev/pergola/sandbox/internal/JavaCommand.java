package dev.pergola.sandbox.internal;

import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.internal.containment.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** How a sandbox is started: the Java that the kernel runs on, with little of everything. */
final class JavaCommand {
    private static final String MAIN = "dev.pergola.worker.WorkerMain";
    private static final String INSECURE = "insecure";
    private static final String BY_REFERENCE = "reference:file:";
    private static final int FIRST_WITH_GUARD = 24;

    /** What a component needs in a framework around it, by symbolic name; the kernel has the same. */
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.configadmin",
            "org.apache.felix.scr");

    /** Those of them that are there without one, too. */
    private static final List<String> CONVERSIONS = List.of("org.osgi.service.component", "org.apache.felix.scr");

    private final SandboxSettings settings;
    private final BundleContext context;
    private final ClassArchive archive;

    JavaCommand(SandboxSettings settings, BundleContext context) {
        this.settings = settings;
        this.context = context;
        this.archive = ClassArchive.in(settings.home().resolve("lib/archive"), classPath());
    }

    /** Has the classes archived that each sandbox loads, where that has not been done for this Java and these jars. */
    void rehearse() {
        archive.make((file, folder) -> {
            List<String> command = first();
            command.add("-XX:ArchiveClassesAtExit=" + file);
            command.addAll(List.of("-cp", joined(), MAIN, "rehearsal", folder.toString(), rehearsed(), framework()));
            for (String bundle : BUNDLES) command.add(file(bundle));
            return command;
        });
    }

    /** From the guard's Java on, an archive is of no agent. */
    private String rehearsed() {
        return Runtime.version().feature() < FIRST_WITH_GUARD ? enforcement() : INSECURE;
    }

    private String enforcement() {
        return settings.enforced() ? "enforced" : INSECURE;
    }

    private String framework() {
        return settings.alwaysFramework() ? "always" : "when-needed";
    }

    /** The Java that it is run with. */
    static Path home() {
        return Path.of(System.getProperty("java.home"));
    }

    /** Files and folders that the command needs to read, wherever it runs; beside Java itself. */
    List<Path> reads() {
        List<Path> reads = new ArrayList<>();
        for (String folder : List.of("lib/worker", "lib/kernel", "lib/guard"))
            reads.add(settings.home().resolve(folder));
        for (String bundle : BUNDLES) reads.add(Path.of(file(bundle)));
        archive.file().ifPresent(reads::add);
        return reads;
    }

    /** Where a trial of a box finds its program. */
    List<Path> trialClassPath() {
        return jars("lib/worker");
    }

    private String file(String symbolicName) {
        return found(symbolicName)
                .orElseThrow(() ->
                        new IllegalStateException("The bundle " + symbolicName + " is not there, which sandboxes need"))
                .toString();
    }

    private Optional<Path> found(String symbolicName) {
        return Stream.of(context.getBundles())
                .filter(bundle -> symbolicName.equals(bundle.getSymbolicName()))
                .map(Bundle::getLocation)
                .filter(location -> location.startsWith(BY_REFERENCE))
                .map(location -> Path.of(java.net.URI.create(location.substring("reference:".length()))))
                .findFirst();
    }

    /** What decides whether an archive of classes fits. */
    private List<String> first() {
        List<String> command = new ArrayList<>();
        command.add(home().resolve("bin/java").toString());
        command.add("-XX:+UseSerialGC");
        if (Runtime.version().feature() < FIRST_WITH_GUARD) {
            command.add("-Djava.security.manager=allow");
            command.add("-Djdk.io.permissionsUseCanonicalPath=true");
        } else {
            command.add("--sun-misc-unsafe-memory-access=allow");
            if (settings.enforced()) command.add("-Xbootclasspath/a:" + guard("pergola-guard.jar"));
        }
        return command;
    }

    private Path guard(String jar) {
        return settings.home().resolve("lib/guard").resolve(jar);
    }

    /**
     * The command.
     *
     * @param socket where the kernel listens
     * @param folder a folder that the sandbox may write to
     * @param tier how it is contained
     */
    List<String> of(Path socket, Path folder, Isolation.Tier tier) {
        Limits limits = settings.limits();
        List<String> command = first();
        // Without one, or with one that does not fit, all is as well, only slower.
        archive.file().ifPresent(file -> command.addAll(List.of("-XX:SharedArchiveFile=" + file, "-Xlog:cds*=off")));
        command.add("-Xmx" + limits.heapMegabytes() + "m");
        command.add(
                "-XX:MaxDirectMemorySize=" + Math.max(1, (limits.totalMegabytes() - limits.heapMegabytes()) / 2) + "m");
        command.add("-XX:ActiveProcessorCount=" + Math.max(1, (limits.cpuPercent() + 99) / 100));
        // An error that some code catches leaves a process of which nobody knows what still works in it.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-Xshare:auto");
        command.add("-XX:-UsePerfData");
        command.add("-Djava.awt.headless=true");
        command.add("-Dfile.encoding=UTF-8");
        command.addAll(likeTheKernel());
        // For rows that hold at one tier, or at an isolation, only.
        command.add("-Dpergola.process.tier=sandbox");
        command.add("-Dpergola.process.isolation=" + tier);
        if (tier != Isolation.Tier.C) command.add("-Dpergola.egress=" + egress(folder));
        // What the plugin is told when it meets one of these: Java only says that something was refused.
        command.add("-Dpergola.limit.threads=" + limits.processes());
        command.add("-Dpergola.limit.open-files=" + limits.openFiles());
        command.add("-Dpergola.limit.file-mb=" + limits.fileMegabytes());
        command.add("-Dpergola.limit.scratch-mb=" + limits.scratchMegabytes());
        // What was granted below ${tmp} is about this one.
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        if (Runtime.version().feature() >= FIRST_WITH_GUARD && settings.enforced())
            command.add("-javaagent:" + guard("pergola-guard-agent.jar"));
        command.add("-cp");
        command.add(joined());
        command.add(MAIN);
        command.add(socket.toString());
        command.add(folder.toString());
        command.add(enforcement());
        command.add(framework());
        for (String bundle : BUNDLES) command.add(file(bundle));
        return command;
    }

    /** What nobody would look for: of the environment, which has it elsewhere, the sandbox sees nothing. */
    private static List<String> likeTheKernel() {
        Locale locale = Locale.getDefault();
        return List.of(
                "-Duser.language=" + locale.getLanguage(),
                "-Duser.script=" + locale.getScript(),
                "-Duser.country=" + locale.getCountry(),
                "-Duser.variant=" + locale.getVariant(),
                "-Duser.timezone=" + TimeZone.getDefault().getID());
    }

    /** Where a sandbox that has no network finds the way out. */
    static Path egress(Path folder) {
        return folder.resolve("egress");
    }

    private List<Path> classPath() {
        // Declarative Services are there as bundles for the framework, and their conversions without it.
        return Stream.concat(
                        Stream.of("lib/worker", "lib/kernel").flatMap(folder -> jars(folder).stream()),
                        // Where they are not there no sandbox starts, which is said when one is to.
                        CONVERSIONS.stream().flatMap(bundle -> found(bundle).stream()))
                .toList();
    }

    private String joined() {
        return classPath().stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private List<Path> jars(String folder) {
        try (Stream<Path> files = Files.list(settings.home().resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("The installation lacks " + folder + ", which sandboxes need", e);
        }
    }
}
