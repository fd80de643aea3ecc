package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;

/** How a sandbox is started: the Java that the kernel runs on, with little of everything. */
final class JavaCommand {
    private static final String MAIN = "dev.pergola.worker.WorkerMain";
    private static final String BY_REFERENCE = "reference:file:";
    private static final int FIRST_WITH_GUARD = 24;

    /** What a component needs around it, by symbolic name; the kernel has the same. */
    private static final List<String> BUNDLES = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.apache.felix.configadmin",
            "org.apache.felix.scr");

    private final SandboxSettings settings;
    private final BundleContext context;

    JavaCommand(SandboxSettings settings, BundleContext context) {
        this.settings = settings;
        this.context = context;
    }

    private String file(String symbolicName) {
        for (Bundle bundle : context.getBundles()) {
            if (!symbolicName.equals(bundle.getSymbolicName())) continue;
            if (bundle.getLocation().startsWith(BY_REFERENCE))
                return Path.of(java.net.URI.create(bundle.getLocation().substring("reference:".length())))
                        .toString();
        }
        throw new IllegalStateException("The bundle " + symbolicName + " is not there, which sandboxes need");
    }

    /**
     * The command.
     *
     * @param socket where the kernel listens
     * @param folder a folder that the sandbox may write to
     */
    List<String> of(Path socket, Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + settings.memoryMegabytes() + "m");
        // An error that some code catches leaves a process of which nobody knows what still works in it.
        command.add("-XX:+ExitOnOutOfMemoryError");
        command.add("-XX:+UseSerialGC");
        command.add("-Xshare:auto");
        command.add("-Djava.awt.headless=true");
        command.add("-Dfile.encoding=UTF-8");
        // For rows that hold at one tier, or at an isolation, only.
        command.add("-Dpergola.process.tier=sandbox");
        command.add("-Dpergola.process.isolation=C");
        // What was granted below ${tmp} is about this one.
        command.add("-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
        if (Runtime.version().feature() < FIRST_WITH_GUARD) {
            command.add("-Djava.security.manager=allow");
            command.add("-Djdk.io.permissionsUseCanonicalPath=true");
        } else {
            command.add("--sun-misc-unsafe-memory-access=allow");
            if (settings.enforced()) {
                Path guard = settings.home().resolve("lib/guard");
                command.add("-Xbootclasspath/a:" + guard.resolve("pergola-guard.jar"));
                command.add("-javaagent:" + guard.resolve("pergola-guard-agent.jar"));
            }
        }
        command.add("-cp");
        command.add(classPath());
        command.add(MAIN);
        command.add(socket.toString());
        command.add(folder.toString());
        command.add(settings.enforced() ? "enforced" : "insecure");
        for (String bundle : BUNDLES) command.add(file(bundle));
        return command;
    }

    private String classPath() {
        List<String> jars = new ArrayList<>();
        for (String folder : List.of("lib/worker", "lib/kernel")) {
            try (Stream<Path> files = Files.list(settings.home().resolve(folder))) {
                files.map(Path::toString)
                        .filter(name -> name.endsWith(".jar"))
                        .sorted()
                        .forEach(jars::add);
            } catch (IOException e) {
                throw new UncheckedIOException("The installation lacks " + folder + ", which sandboxes need", e);
            }
        }
        return String.join(java.io.File.pathSeparator, jars);
    }
}
