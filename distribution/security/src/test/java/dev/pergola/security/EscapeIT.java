package dev.pergola.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.DynamicContainer.dynamicContainer;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Control.Counterpart;
import dev.pergola.security.attack.Control.Granted;
import dev.pergola.security.attack.Control.Twin;
import dev.pergola.security.attack.Control.Unenforced;
import dev.pergola.security.attack.Need;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every attack of the table, by a plugin that was granted nothing, which must not get through; and a control of each,
 * which must (R118, R119, R330, R334, R337).
 */
class EscapeIT {
    @TempDir
    static Path folder;

    private static final Tally TALLY =
            new Tally(Attacks.all().stream().map(Attack::group).distinct().toList());
    private static Stage stage;

    @BeforeAll
    static void start() throws Exception {
        stage = Stage.enforced(Files.createDirectories(folder.toRealPath().resolve("enforced")));
    }

    @AfterAll
    static void stop() throws Exception {
        TALLY.print();
        if (stage != null) stage.close();
    }

    @Test
    void thereAreManyDifferentAttacks() {
        assertThat(Attacks.all()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(Attacks.all().stream().map(Attack::name)).doesNotHaveDuplicates();
    }

    /** With the controls by plugins that may. */
    @TestFactory
    Stream<DynamicNode> attacks() {
        Map<String, List<Attack>> groups = Attacks.all().stream()
                .collect(Collectors.groupingBy(Attack::group, LinkedHashMap::new, Collectors.toList()));
        return groups.entrySet().stream()
                .map(group -> dynamicContainer(
                        group.getKey(), group.getValue().stream().flatMap(EscapeIT::tests)));
    }

    private static Stream<DynamicNode> tests(Attack attack) {
        Trial trial = new Trial(stage, TALLY);
        List<DynamicNode> tests = new ArrayList<>();
        String name = attack.name() + ": a plugin " + attack.what();
        tests.add(dynamicTest(name + ", and gets nothing", () -> trial.isHeldOff(attack)));
        if (!(attack.control() instanceof Unenforced)) {
            tests.add(dynamicTest(name + controlled(attack), () -> trial.isAllowed(attack)));
        }
        return tests.stream();
    }

    private static String controlled(Attack attack) {
        if (attack.control() instanceof Counterpart twin)
            return "; one " + twin.twin().what();
        String needs = attack.needs().stream()
                .map(need -> (need.permission() + " " + need.target()).trim())
                .collect(Collectors.joining(", "));
        Optional<Twin> twin = ((Granted) attack.control()).twin();
        return ", and may with " + needs
                + twin.map(mild -> " (" + mild.what() + ")").orElse("");
    }

    /** The controls of what no grant allows. Those come last that leave nothing usable behind. */
    @TestFactory
    Stream<DynamicNode> unenforced() throws Exception {
        Loose loose = new Loose(Files.createDirectories(folder.toRealPath().resolve("unenforced")), TALLY);
        Stream<DynamicNode> tests = loose.attacks().stream()
                .<DynamicNode>map(attack -> dynamicTest(
                        attack.name() + ": a plugin " + attack.what() + " where no permissions are enforced",
                        () -> loose.getsThrough(attack)));
        return tests.onClose(loose::close);
    }

    /** Being held to permissions is not in the way of what needs none. */
    @TestFactory
    Stream<DynamicNode> harmless() {
        Trial trial = new Trial(stage, TALLY);
        return Attacks.harmless().stream()
                .map(may -> dynamicTest(
                        may.name() + ": a plugin " + may.what() + ", without permission", () -> trial.works(may)));
    }

    /** Those that are refused, or may run and are held to their permissions all the same; and honest ones like them. */
    @TestFactory
    Stream<DynamicNode> manifests() {
        Manifests manifests = new Manifests(stage, TALLY);
        return HostileBundle.ALL.stream()
                .flatMap(bundle -> Stream.of(
                        dynamicTest(bundle.id() + ": a plugin " + bundle.what(), () -> manifests.isContained(bundle)),
                        dynamicTest(
                                bundle.id() + ": one " + bundle.honest().what() + ", and is let in",
                                () -> manifests.isLetIn(bundle))));
    }

    /** One that goes on and on is taken out of service (R135). */
    @Test
    void aPluginThatTriesAgainAndAgainIsQuarantined() throws Exception {
        stage.jars().make("stubborn", List.<Need>of(), stage.plugins());
        await().until(() -> stage.instance().state("stubborn").equals("ACTIVE"));

        for (int i = 0; i < Stage.PATIENCE; i++) {
            stage.instance().execute("stubborn", "ATTACK", Map.of("name", "read-string"));
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> stage.instance().state("stubborn").equals("QUARANTINED"));
    }
}
