package dev.pergola.sandbox.internal.containment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pergola.sandbox.Isolation.Tier;
import dev.pergola.sandbox.internal.containment.Probe.Found;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is said to contain a sandbox is what does. */
class ProbeTest {
    private static Found on(boolean groups, Optional<Tier> wanted) {
        List<Path> worker = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(element -> element.contains("worker"))
                .map(Path::of)
                .toList();
        Path java = Path.of(System.getProperty("java.home"));
        return groups ? Probe.run(java, worker, wanted) : Probe.run(java, worker, wanted, Optional::empty);
    }

    @Test
    void whereThereAreNoControlGroupsWhoeverInsistsOnThemGetsNothingRatherThanLess() {
        Found found = on(false, Optional.of(Tier.A));

        assertThat(found.containment()).isEmpty();
        assertThat(found.isolation().works()).isFalse();
        assertThat(found.isolation().tier()).isEqualTo(Tier.A);
        assertThat(found.isolation().findings()).anySatisfy(finding -> {
            assertThat(finding.works()).isFalse();
            assertThat(finding.remedy()).isNotEmpty();
        });
    }

    @Test
    void theBestThatWorksIsWhatIsSaid() {
        Found found = on(true, Optional.empty());

        assertThat(found.containment().map(Containment::tier))
                .contains(found.isolation().tier());
        found.containment().ifPresent(Containment::close);
    }

    @Test
    void withoutControlGroupsABoxIsTheBest() {
        Found found = on(false, Optional.empty());
        found.containment().ifPresent(Containment::close);
        assumeTrue(found.isolation().tier() != Tier.C, "nothing makes a box on this host");

        assertThat(found.isolation().tier()).isEqualTo(Tier.B);
        assertThat(found.containment().map(Containment::tier)).contains(Tier.B);
    }

    @Test
    void whatRunsInABoxCanBeShownAFolder() {
        Found found = on(true, Optional.empty());
        assumeTrue(found.isolation().tier() != Tier.C, "nothing makes a box on this host");

        assertThat(found.containment().map(Containment::showsFolders)).contains(true);
        assertThat(found.isolation().findings()).anySatisfy(finding -> {
            assertThat(finding.what()).contains("shown a folder");
            assertThat(finding.works()).isTrue();
        });
        found.containment().ifPresent(Containment::close);
    }
}
