package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attack.Outcome;
import dev.pergola.security.attack.Attacks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same attacks, by a plugin that was granted nothing and runs in a sandbox without a framework, with nothing but Java around
 * it (R118, R119, R330, R334, R337). That they are real, the controls show in {@link EscapeIT}.
 */
class FlatEscapeIT {
    @TempDir
    static Path folder;

    private static final Tally TALLY =
            new Tally(attacked().map(Attack::group).distinct().toList());
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.sandboxed(Files.createDirectories(folder.toRealPath().resolve("sandboxed")));
    }

    @AfterAll
    static void stop() throws Exception {
        TALLY.print();
        if (stage != null) stage.close();
    }

    /** How attacks may end beside what their rows say, as they are made from another process. */
    private static final Map<String, Outcome> OTHERWISE = Map.of(
            // The sandbox has a limit of its own, which is met first, and says so.
            "subscriptions",
            Outcome.LIMITED,
            // Each event is a question to the kernel, and time is up before too many wait there.
            "events",
            Outcome.CUT,
            // A sandbox has no Logback: its loggers send to the kernel, and have nothing of the kind.
            "logger-context",
            Outcome.FAILED,
            "logger-level",
            Outcome.FAILED,
            "logger-appenders",
            Outcome.FAILED);

    private static Attack here(Attack attack) {
        return Optional.ofNullable(OTHERWISE.get(attack.name()))
                .map(outcome -> attack.or(outcome))
                .orElse(attack);
    }

    private static Stream<Attack> attacked() {
        return Attacks.all().stream().filter(attack -> !Frameworkless.has(attack));
    }

    @Test
    void mostAttacksTakeNoFramework() {
        assertThat(attacked()).hasSizeGreaterThanOrEqualTo(300);
    }

    /** As does each attack, by that this stays what it is. */
    @Test
    void theAttackerRunsInASandboxWithoutAFramework() {
        assertThat(stage.seen())
                .containsEntry(Stage.LOADER, "dev.pergola.worker.host.PluginLoader")
                .containsKey(Stage.SANDBOX);
    }

    @TestFactory
    Stream<DynamicNode> attacks() {
        Trial trial = new Trial(stage, TALLY);
        Map<String, List<Attack>> groups =
                attacked().collect(Collectors.groupingBy(Attack::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> dynamicContainer(
                        group.getKey(),
                        group.getValue().stream()
                                .map(attack -> dynamicTest(
                                        attack.name() + ": a plugin " + attack.what() + ", and gets nothing",
                                        () -> trial.isHeldOff(here(attack))))));
    }

    /** What is left out is no more than what comes to nothing for want of a framework. */
    @TestFactory
    Stream<DynamicTest> attacksOnAFramework() {
        Trial trial = new Trial(stage, TALLY);
        return Stream.concat(Attacks.all().stream(), Attacks.harmless().stream())
                .filter(Frameworkless::has)
                .map(attack -> dynamicTest(
                        attack.name() + ": a plugin " + attack.what() + ", and there is nothing of the kind",
                        () -> trial.findsNoFramework(attack)));
    }

    /** Being held to permissions is not in the way of what needs none. */
    @TestFactory
    Stream<DynamicTest> harmless() {
        Trial trial = new Trial(stage, TALLY);
        return Attacks.harmless().stream()
                .filter(may -> !Frameworkless.has(may))
                .map(may -> dynamicTest(
                        may.name() + ": a plugin " + may.what() + ", without permission", () -> trial.works(may)));
    }
}
