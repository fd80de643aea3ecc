package dev.pergola.launcher;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.felix.framework.SecurityActivator;
import org.osgi.service.log.LogService;

/**
 * The packages that the kernel's class path gives to the bundles: what the manifests of the SLF4J, Logback, OSGi log
 * service and framework security jars export. SLF4J goes out a second time at the version that its own manifest names for bundles written against 1.x.
 */
final class HostPackages {
    private static final Pattern CLAUSE = Pattern.compile("([\\w.]+)((?:;(?:[^\",;]|\"[^\"]*\")*)*)(?:,|$)");
    private static final Pattern VERSION = Pattern.compile(";version=\"?([\\w.-]+)\"?");
    private static final String SLF4J_LEGACY = "1.7.36";

    private HostPackages() {}

    /** Value for {@code org.osgi.framework.system.packages.extra}. */
    static String exports() {
        Set<String> exports = new LinkedHashSet<>();
        Set<String> slf4j = new TreeSet<>();
        for (Export export : exportsOf(org.slf4j.Logger.class)) {
            exports.add(export.toString());
            slf4j.add(export.name);
        }
        slf4j.forEach(name -> exports.add(new Export(name, SLF4J_LEGACY).toString()));
        exportsOf(SecurityActivator.class).forEach(export -> exports.add(export.toString()));
        exportsOf(LogService.class).forEach(export -> exports.add(export.toString()));
        exportsOf(ch.qos.logback.core.Context.class).forEach(export -> exports.add(export.toString()));
        exportsOf(ch.qos.logback.classic.Logger.class).forEach(export -> exports.add(export.toString()));
        return String.join(",", exports);
    }

    /** Clauses for what the jar of a class exports. */
    static String exports(Class<?> anchor) {
        return exportsOf(anchor).stream().map(Export::toString).collect(java.util.stream.Collectors.joining(","));
    }

    private record Export(String name, String version) {
        @Override
        public String toString() {
            return name + ";version=\"" + version + '"';
        }
    }

    /** What the jar of a class exports; without its uses constraints, since the system bundle resolves to itself. */
    private static List<Export> exportsOf(Class<?> anchor) {
        Path jar = jarOf(anchor);
        try (JarFile file = new JarFile(jar.toFile(), false)) {
            String header = file.getManifest().getMainAttributes().getValue("Export-Package");
            List<Export> exports = new ArrayList<>();
            Matcher clauses = CLAUSE.matcher(header == null ? "" : header);
            while (clauses.find()) {
                Matcher version = VERSION.matcher(clauses.group(2));
                exports.add(new Export(clauses.group(1), version.find() ? version.group(1) : "0.0.0"));
            }
            if (exports.isEmpty()) throw new IllegalStateException(jar + " exports no packages");
            return exports;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static Path jarOf(Class<?> anchor) {
        CodeSource source = anchor.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            if (Files.isRegularFile(jar)) return jar;
            throw new IllegalStateException(anchor.getName() + " is not in a jar: " + jar);
        } catch (URISyntaxException odd) {
            throw new IllegalStateException("Where is " + anchor.getName() + "?", odd);
        }
    }
}
