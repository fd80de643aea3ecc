package dev.pergola.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import aQute.bnd.header.OSGiHeader;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The rules of the house (R1, R364): arrows point down, doors are narrow, nobody reaches behind one. */
class ArchitectureTest {
    /** For each bundle of the platform, the bundles whose doors it may use. The SDK is open to all. */
    private static final Map<String, Set<String>> MAY_USE = Map.ofEntries(
            entry("store", Set.of()),
            entry("telemetry", Set.of()),
            entry("events", Set.of("store")),
            entry("access", Set.of("store")),
            entry("execution", Set.of("store", "events", "telemetry")),
            entry("jobs", Set.of("store", "events", "execution", "telemetry")),
            entry("lifecycle", Set.of("store", "events", "execution", "telemetry")),
            entry("sandbox", Set.of("events", "execution", "lifecycle", "telemetry", "worker")),
            entry("worker", Set.of("launcher")),
            entry("vetting", Set.of("store", "events", "lifecycle")),
            entry("permissions", Set.of("store", "events", "execution", "lifecycle")),
            entry(
                    "http",
                    Set.of(
                            "store",
                            "events",
                            "execution",
                            "jobs",
                            "lifecycle",
                            "telemetry",
                            "vetting",
                            "permissions",
                            "sandbox",
                            "access")),
            entry("graphql", Set.of("http")),
            entry(
                    "shell",
                    Set.of(
                            "store",
                            "events",
                            "execution",
                            "jobs",
                            "lifecycle",
                            "telemetry",
                            "vetting",
                            "permissions",
                            "sandbox",
                            "access")));

    /** Where a time is told to people or kept in the store, and where a grant ends. */
    private static final Set<String> ASK_FOR_THE_TIME = Set.of(
            "dev.pergola.execution.internal.Call",
            "dev.pergola.execution.internal.Calls",
            "dev.pergola.execution.internal.Instances",
            "dev.pergola.execution.internal.RecordWriter",
            "dev.pergola.sandbox.internal.LiveSandbox",
            "dev.pergola.sandbox.internal.egress.Grants",
            "dev.pergola.jobs.internal.JobQueue");

    private static final JavaClasses PERGOLA = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.pergola");

    @Test
    void arrowsPointDown() {
        MAY_USE.forEach((bundle, below) -> {
            Set<String> allowed = new TreeSet<>(below);
            allowed.add(bundle);
            String[] forbidden = MAY_USE.keySet().stream()
                    .filter(other -> !allowed.contains(other))
                    .map(other -> "dev.pergola." + other + "..")
                    .toArray(String[]::new);
            noClasses()
                    .that()
                    .resideInAPackage("dev.pergola." + bundle + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden)
                    .allowEmptyShould(true)
                    .check(PERGOLA);
        });
    }

    @Test
    void nobodyReachesBehindADoor() {
        MAY_USE.keySet()
                .forEach(bundle -> noClasses()
                        .that()
                        .resideOutsideOfPackage("dev.pergola." + bundle + "..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("dev.pergola." + bundle + ".internal..")
                        .check(PERGOLA));
    }

    @Test
    void theSdkKnowsNothingOfThePlatform() {
        noClasses()
                .that()
                .resideInAPackage("dev.pergola.api..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .map(b -> "dev.pergola." + b + "..")
                        .toArray(String[]::new))
                .check(PERGOLA);
    }

    @Test
    void theKernelKnowsNoBundle() {
        noClasses()
                .that()
                .resideInAPackage("dev.pergola.launcher..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .map(b -> "dev.pergola." + b + "..")
                        .toArray(String[]::new))
                .check(PERGOLA);
    }

    /** What the vocabulary says of what is asked for follows from what is in Java and OSGi: whoever asks by name changes it. */
    @Test
    void nobodyAsksForAPermissionByItsName() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.pergola.permissions..")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("dev.pergola.permissions.Permissions")
                .because("Term.isAsked says what is asked for, and has to know of it")
                .check(PERGOLA);
    }

    /** What somebody waits for has to come at its time, whatever the host's clock is set to meanwhile. */
    @Test
    void whatCallsWaitForGoesByNoClock() {
        DescribedPredicate<JavaClass> others = DescribedPredicate.describe(
                "have no reason to", type -> !ASK_FOR_THE_TIME.contains(type.getFullName()));
        noClasses()
                .that()
                .resideInAnyPackage(
                        "dev.pergola.execution..",
                        "dev.pergola.sandbox..",
                        "dev.pergola.worker..",
                        "dev.pergola.jobs..")
                .and(others)
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(Instant.class, "now")
                .orShould()
                .callMethod(Clock.class, "systemUTC")
                .orShould()
                .callMethod(InstantSource.class, "system")
                .orShould()
                .callConstructor(Date.class)
                .because("the host's clock may be set at any time; System.nanoTime goes on")
                .check(PERGOLA);
    }

    @Test
    void theHouseHasNoCircles() {
        slices().matching("dev.pergola.(*)..").should().beFreeOfCycles().check(PERGOLA);
    }

    /** Plugins are not on this module's class path: what the build made of them is read from their folders. */
    @Test
    void aPluginKnowsTheSdkAndWhatOtherPluginsExport() throws IOException {
        List<Path> plugins = outputs("plugins");
        assertThat(plugins).hasSizeGreaterThan(5);
        Set<String> exported = new TreeSet<>();
        for (Path plugin : plugins) exported.addAll(exportedPackages(plugin));
        for (Path plugin : plugins) {
            JavaClasses own = new ClassFileImporter().importPath(plugin);
            Set<String> allowed = new TreeSet<>(exported);
            own.forEach(type -> allowed.add(type.getPackageName()));
            allowed.addAll(List.of(
                    "java..",
                    "dev.pergola.api..",
                    "org.osgi.service.component.annotations..",
                    "org.osgi.service.metatype.annotations..",
                    "org.osgi.annotation..",
                    "org.osgi.framework",
                    "org.jspecify.annotations",
                    "org.slf4j"));
            classes()
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(allowed.toArray(String[]::new))
                    .because("a plugin depends on the SDK alone, and on packages that other plugins export")
                    .check(own);
        }
    }

    /**
     * Behind a door a class is public only where it has to be: where Declarative Services makes it, or, in http, shell
     * and vetting, which have packages behind the door, where another of their packages uses it.
     */
    @Test
    void whatIsBehindADoorIsPublicOnlyWhereItHasToBe() throws IOException {
        Set<String> components = new TreeSet<>();
        for (Path bundle : outputs("platform")) components.addAll(components(bundle));
        assertThat(components).hasSizeGreaterThan(50);
        components.addAll(PUBLIC_ALL_THE_SAME);
        classes()
                .that()
                .resideInAnyPackage(MAY_USE.keySet().stream()
                        .map(bundle -> "dev.pergola." + bundle + ".internal..")
                        .toArray(String[]::new))
                .should(bePackagePrivateUnless(components))
                .check(PERGOLA);
    }

    /** Public for reasons that are not in the class files. */
    private static final Set<String> PUBLIC_ALL_THE_SAME = Set.of(
            // Jetty finds its methods by reflection.
            "dev.pergola.http.internal.streams.WebSocketStream",
            // The module's tests start a server with it, from a package of theirs.
            "dev.pergola.http.internal.server.HttpSettings");

    private static ArchCondition<JavaClass> bePackagePrivateUnless(Set<String> components) {
        return new ArchCondition<>("be package-private unless they are components, or used by another package") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!type.getModifiers().contains(JavaModifier.PUBLIC) || type.isNestedClass()) return;
                boolean used = type.getDirectDependenciesToSelf().stream()
                        .anyMatch(d -> !d.getOriginClass().getPackageName().equals(type.getPackageName()));
                if (!used && !components.contains(type.getName())) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is public"));
                }
            }
        };
    }

    /** What the build of each bundle of a kind made: its classes, its manifest and its component descriptions. */
    private static List<Path> outputs(String kind) throws IOException {
        try (Stream<Path> bundles = Files.list(Path.of("../../bundles", kind))) {
            return bundles.map(bundle -> bundle.resolve("target/classes"))
                    .filter(Files::isDirectory)
                    .sorted()
                    .toList();
        }
    }

    /** The names of the classes that Declarative Services makes, and of their services: @Component leaves nothing in the class file. */
    private static Set<String> components(Path bundle) throws IOException {
        Pattern named = Pattern.compile("<(?:implementation class|provide interface)=\"([^\"]+)\"");
        Set<String> names = new TreeSet<>();
        if (!Files.isDirectory(bundle.resolve("OSGI-INF"))) return names;
        try (Stream<Path> files = Files.list(bundle.resolve("OSGI-INF"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".xml")).toList()) {
                named.matcher(Files.readString(file)).results().forEach(m -> names.add(m.group(1)));
            }
        }
        return names;
    }

    private static Set<String> exportedPackages(Path bundle) throws IOException {
        try (InputStream in = Files.newInputStream(bundle.resolve("META-INF/MANIFEST.MF"))) {
            String header = new Manifest(in).getMainAttributes().getValue("Export-Package");
            return header == null ? Set.of() : OSGiHeader.parseHeader(header).keySet();
        }
    }

    /** Keeps the table above honest: a new bundle has to be entered. */
    @Test
    void everyBundleIsInTheTable() {
        Set<String> known = new TreeSet<>(MAY_USE.keySet());
        known.addAll(List.of("api", "guard", "launcher", "testing", "plugins", "acceptance"));
        classes()
                .that()
                .resideInAPackage("dev.pergola..")
                .should(new ArchCondition<>("belong to a known bundle") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String[] parts = type.getPackageName().split("\\.");
                        if (parts.length < 3 || !known.contains(parts[2])) {
                            events.add(SimpleConditionEvent.violated(type, type.getName() + " is in no known bundle"));
                        }
                    }
                })
                .check(PERGOLA);
    }
}
