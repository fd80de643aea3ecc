package dev.pergola.acceptance;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules of the house (R1, R364): arrows point down, doors are narrow, nobody reaches behind one. */
class ArchitectureTest {
    /** For each bundle of the platform, the bundles whose doors it may use. The SDK is open to all. */
    private static final Map<String, Set<String>> MAY_USE = Map.of(
            "store", Set.of(),
            "telemetry", Set.of(),
            "events", Set.of("store"),
            "execution", Set.of("store", "events"),
            "lifecycle", Set.of("store", "events", "execution", "telemetry"),
            "http", Set.of("store", "events", "execution", "lifecycle", "telemetry"),
            "shell", Set.of("store", "events", "execution", "lifecycle", "telemetry"));

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

    @Test
    void theHouseHasNoCircles() {
        slices().matching("dev.pergola.(*)..").should().beFreeOfCycles().check(PERGOLA);
    }

    @Test
    void whatIsBehindADoorIsNotPublicUnlessDeclarativeServicesNeedsIt() {
        classes()
                .that()
                .resideInAnyPackage("dev.pergola.lifecycle.internal", "dev.pergola.execution.internal")
                .should(bePackagePrivateUnlessComponents())
                .check(PERGOLA);
    }

    private static ArchCondition<JavaClass> bePackagePrivateUnlessComponents() {
        return new ArchCondition<>("be package-private unless they are components") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean isPublic = type.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC);
                // @Component leaves nothing in the class file; components are known by their activator's public
                // constructor.
                boolean component = type.getConstructors().stream()
                        .anyMatch(c -> c.getModifiers().contains(com.tngtech.archunit.core.domain.JavaModifier.PUBLIC));
                if (isPublic && !component && !type.isNestedClass()) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is public"));
                }
            }
        };
    }

    /** Keeps the table above honest: a new bundle has to be entered. */
    @Test
    void everyBundleIsInTheTable() {
        Set<String> known = new TreeSet<>(MAY_USE.keySet());
        known.addAll(List.of("api", "launcher", "testing", "plugins", "acceptance"));
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
