package dev.pergola.permissions.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.permissions.Risk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class PermissionsGuideTest {
    private static final Path GUIDE = Path.of("..", "..", "..", "distribution", "guides", "permissions.md");
    private static final String GENERATED = "<!-- generated from the vocabulary, to the end -->\n";

    /** What is above stays as somebody wrote it. */
    @Test
    void theGuideFollowsFromTheVocabulary() throws IOException {
        String guide = Files.readString(GUIDE);
        int start = guide.indexOf(GENERATED) + GENERATED.length();
        assertThat(guide).contains(GENERATED);
        if (Boolean.getBoolean("pergola.guides.write")) {
            Files.writeString(GUIDE, guide.substring(0, start) + VocabularyReference.text());
        }
        assertThat(Files.readString(GUIDE).substring(start))
                .as(
                        "bring it up to date with: mvn test -pl bundles/platform/permissions -am -Dtest=PermissionsGuideTest"
                                + " -Dsurefire.failIfNoSpecifiedTests=false -Dpergola.guides.write=true")
                .isEqualTo(VocabularyReference.text());
    }

    @Test
    void theReferenceTellsEveryPermissionAndItsOtherNames() {
        String reference = VocabularyReference.text();
        new Vocabulary(List::of)
                .terms()
                .forEach(term -> assertThat(reference)
                        .contains("\n## " + term.name() + "\n")
                        .contains("| [`" + term.name() + "`]"));
        assertThat(Vocabulary.ALIASES)
                .allSatisfy((alias, name) -> assertThat(reference).contains("`" + alias + "`"));
        assertThat(reference)
                .contains(
                        "| [`network.socket`](#networksocket) | high | Open network connections to … | an error | yes |")
                .contains("| [`gpu.access`](#gpuaccess) | medium | Use the graphics processor | takes none | not yet |")
                .contains("  - `FilePermission /srv/in/- read`\n");
    }

    @Test
    void theGuideSaysWhatEachRiskMeans() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Risk risk : Risk.values()) {
            assertThat(guide).contains("| " + risk.name().toLowerCase(Locale.ROOT) + " | ");
        }
    }
}
