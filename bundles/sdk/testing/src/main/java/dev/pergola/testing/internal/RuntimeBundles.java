package dev.pergola.testing.internal;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The bundles of a runtime without HTTP and shell, and what the test shares with them. */
public final class RuntimeBundles {
    private static final List<String> NEEDED = List.of(
            "org.osgi.util.function",
            "org.osgi.util.promise",
            "org.osgi.service.component",
            "org.osgi.service.jdbc",
            "org.apache.felix.configadmin",
            "org.apache.felix.metatype",
            "org.apache.felix.eventadmin",
            "org.apache.felix.fileinstall",
            "com.fasterxml.jackson.core.jackson-core",
            "com.h2database",
            "com.zaxxer.HikariCP",
            "org.apache.felix.scr",
            "dev.pergola.store",
            "dev.pergola.telemetry",
            "dev.pergola.events",
            "dev.pergola.execution",
            "dev.pergola.lifecycle");
    private static final String API = "dev.pergola.api";
    private static final Pattern EXPORT =
            Pattern.compile("(dev\\.pergola[\\w.]*)((?:;[\\w-]+:?=(?:\"[^\"]*\"|[^\",;]*))*)");
    private static final Pattern VERSION = Pattern.compile(";version=\"?([\\w.-]+)");
    private final Map<String, ClassPathBundle> bundles = new LinkedHashMap<>();

    /** Looks for them on the class path; an {@link IllegalStateException} names those that are missing. */
    public RuntimeBundles() {
        Map<String, ClassPathBundle> found = ClassPathBundle.all().stream()
                .collect(Collectors.toMap(ClassPathBundle::symbolicName, bundle -> bundle, (first, second) -> first));
        TreeSet<String> missing = new TreeSet<>();
        List<String> wanted = new ArrayList<>(NEEDED);
        wanted.add(API);
        for (String name : wanted) {
            ClassPathBundle bundle = found.get(name);
            if (bundle == null) missing.add(name);
            else bundles.put(name, bundle);
        }
        if (!missing.isEmpty()) {
            throw new IllegalStateException("These bundles of the runtime are not on the test's class path: " + missing
                    + "; they come with the dependency dev.pergola:dev.pergola.testing");
        }
    }

    /** Their jars in the order of their start. The SDK's API is not among them: the test brings it. */
    public List<Path> jars(Path folder) {
        return NEEDED.stream()
                .map(bundles::get)
                .map(bundle -> BundleJar.of(bundle.location(), folder))
                .toList();
    }

    /**
     * The packages that test and runtime see as the same classes: the SDK's, and the doors of the platform's bundles. A
     * bundle whose door comes from the class path uses that one, not its own copy.
     */
    public String sharedPackages() {
        TreeSet<String> packages = new TreeSet<>();
        for (ClassPathBundle bundle : bundles.values()) {
            Matcher exports = EXPORT.matcher(bundle.headers().getOrDefault("Export-Package", ""));
            while (bundle.symbolicName().startsWith("dev.pergola.") && exports.find()) {
                Matcher version = VERSION.matcher(exports.group(2));
                if (version.find()) packages.add(exports.group(1) + ";version=\"" + version.group(1) + '"');
            }
        }
        return String.join(",", packages);
    }
}
