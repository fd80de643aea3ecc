package dev.pergola.vetting.internal.scan;

import dev.pergola.vetting.internal.code.Headers;
import dev.pergola.vetting.internal.code.Headers.Clause;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a manifest asks of the framework or the JVM that no plugin should. */
final class ManifestRules {
    static final Rule FRAGMENT = new Rule(
            "scan.manifest.fragment",
            Level.BLOCK,
            "wants to become a part of another bundle, with its rights",
            "Make it a bundle of its own");
    static final Rule EXTENSION = new Rule(
            "scan.manifest.extension",
            Level.BLOCK,
            "wants to become a part of the framework",
            "Make it a bundle of its own");
    static final Rule AGENT = new Rule(
            "scan.manifest.agent",
            Level.BLOCK,
            "wants to be started as an agent, which can change all code",
            "Remove the header");
    static final Rule DYNAMIC_IMPORT = new Rule(
            "scan.manifest.dynamic-import",
            Level.HOLD,
            "imports whatever package it finds, whenever it wants",
            "Import what is needed by name, with resolution:=optional where it may not be there");
    static final Rule NATIVE_CODE = new Rule(
            "scan.manifest.native-code",
            Level.HOLD,
            "has the framework unpack native code",
            "Ask for the permission native.load with @RequiresPermission, or do without");
    static final Rule INTERNAL_IMPORT = new Rule(
            "scan.manifest.internal-import",
            Level.BLOCK,
            "imports packages from the inside of the platform",
            "Use the SDK, dev.pergola.api; ask for what it lacks");
    static final Rule UPDATE_LOCATION = new Rule(
            "scan.manifest.update-location",
            Level.HOLD,
            "says where the framework should fetch its next version from",
            "Remove the header; updates come the same way as everything else");
    static final Rule CLASS_PATH = new Rule(
            "scan.manifest.class-path",
            Level.WARN,
            "names other jars on a class path, which the framework does not read",
            "Embed them with Bundle-ClassPath, or import their packages");
    static final Rule OPENS =
            new Rule("scan.manifest.opens", Level.HOLD, "wants modules of the JDK opened", "Remove the header");

    static final List<Rule> ALL = List.of(
            FRAGMENT,
            EXTENSION,
            AGENT,
            DYNAMIC_IMPORT,
            NATIVE_CODE,
            INTERNAL_IMPORT,
            UPDATE_LOCATION,
            CLASS_PATH,
            OPENS);

    private static final Pattern INTERNAL = Pattern.compile("dev\\.pergola\\.(?!plugins\\.).*\\binternal\\b.*"
            + "|dev\\.pergola\\.(?:launcher|store|guard)\\b.*"
            + "|org\\.apache\\.felix\\.(?:framework|scr\\.impl)\\b.*"
            + "|org\\.osgi\\.framework\\.(?:hooks|launch|connect)\\b.*"
            + "|sun\\..*|jdk\\.internal\\..*");
    private static final Map<String, Rule> UNWANTED = Map.ofEntries(
            Map.entry("ExtensionBundle-Activator", EXTENSION),
            Map.entry("Premain-Class", AGENT),
            Map.entry("Agent-Class", AGENT),
            Map.entry("Launcher-Agent-Class", AGENT),
            Map.entry("Boot-Class-Path", AGENT),
            Map.entry("Bundle-NativeCode", NATIVE_CODE),
            Map.entry("Bundle-UpdateLocation", UPDATE_LOCATION),
            Map.entry("Class-Path", CLASS_PATH),
            Map.entry("Add-Opens", OPENS),
            Map.entry("Add-Exports", OPENS));
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private ManifestRules() {}

    static void look(Map<String, String> headers, Findings findings) {
        UNWANTED.forEach((header, rule) -> {
            String value = Headers.value(headers, header);
            if (!value.isEmpty()) findings.at(MANIFEST, rule, header + ": " + value);
        });
        for (Clause host : Headers.clauses(headers, "Fragment-Host")) {
            boolean extends_ = host.directives().containsKey("extension")
                    || host.paths().contains("system.bundle")
                    || host.paths().contains("org.apache.felix.framework");
            findings.at(MANIFEST, extends_ ? EXTENSION : FRAGMENT, "Fragment-Host: " + host.paths());
        }
        for (Clause imported : Headers.clauses(headers, "DynamicImport-Package")) {
            // Only names of packages that somebody wrote down can be judged.
            boolean any = imported.paths().stream().anyMatch(path -> path.endsWith("*"));
            findings.at(
                    MANIFEST,
                    DYNAMIC_IMPORT,
                    any ? Level.HOLD : Level.WARN,
                    "DynamicImport-Package: " + String.join(";", imported.paths()));
        }
        for (String header : List.of("Import-Package", "DynamicImport-Package")) {
            for (Clause imported : Headers.clauses(headers, header)) {
                for (String path : imported.paths()) {
                    if (INTERNAL.matcher(path).matches()) findings.at(MANIFEST, INTERNAL_IMPORT, header + ": " + path);
                }
            }
        }
    }
}
