package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pergola.api.PluginMetadata;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where permissions are to be enforced, nothing comes without somebody who knows them (R127). */
class AdmissionTest {
    @TempDir
    Path folder;

    private final List<String> told = new ArrayList<>();

    @Test
    void withoutAPolicyABundleComesOnlyWhereNothingIsToBeEnforced() throws IOException {
        Descriptor descriptor = descriptor(TestJars.plugin("words", "1.0.0"));

        assertThatCode(() -> new Admission(Optional::empty, false).admit(descriptor, "here"))
                .doesNotThrowAnyException();
        assertThat(refused(new Admission(Optional::empty, true), descriptor)
                        .problem()
                        .code())
                .isEqualTo("no-permission-policy");
    }

    @Test
    void thePolicyIsToldWhatComesAndThatItHasGone() throws IOException {
        Admission admission = new Admission(() -> Optional.of(new Policy(false)), true);
        admission.admit(descriptor(TestJars.plugin("words", "1.0.0")), "here");
        admission.admit(descriptor(Map.of("Bundle-ManifestVersion", "2", "Bundle-SymbolicName", "lib")), "there");
        admission.dismiss("here");

        assertThat(told).containsExactly("admit words here", "admit - there", "dismiss here");
    }

    @Test
    void aPolicyThatThrowsKeepsTheBundleOutAndTakesBackWhatItMayHaveGranted() throws IOException {
        Admission admission = new Admission(() -> Optional.of(new Policy(true)), false);

        assertThat(refused(admission, descriptor(TestJars.plugin("words", "1.0.0")))
                        .problem())
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("not-admitted");
                    assertThat(problem.message()).contains("words 1.0.0", "out of order");
                });
        assertThat(told).containsExactly("dismiss here");
    }

    @Test
    void whatIsToComeLaterIsWaitedForUntilTheTimeIsUp() {
        assertThat(new Admission(Optional::empty, false).await(Duration.ZERO)).isTrue();
        assertThat(new Admission(Optional::empty, true).await(Duration.ofMillis(30)))
                .isFalse();
        List<PermissionPolicy> later = new ArrayList<>();
        Admission admission = new Admission(
                () -> {
                    later.add(new Policy(false));
                    return later.size() > 3 ? Optional.of(later.get(0)) : Optional.empty();
                },
                true);
        assertThat(admission.await(Duration.ofSeconds(30))).isTrue();
    }

    @Test
    void whatAnUninstalledPluginWasGrantedIsThePolicysToForget() {
        new Admission(Optional::empty, false).forget("a", "ann");
        new Admission(() -> Optional.of(new Policy(false)), true).forget("a", "ann");
        assertThat(told).containsExactly("forget a for ann");
    }

    private static RefusedException refused(Admission admission, Descriptor descriptor) {
        return catchThrowableOfType(RefusedException.class, () -> admission.admit(descriptor, "here"));
    }

    private Descriptor descriptor(Map<String, String> headers) throws IOException {
        return DescriptorReader.read(TestJars.write(folder.resolve("x.jar"), headers), "a".repeat(64));
    }

    private final class Policy implements PermissionPolicy {
        private final boolean broken;

        Policy(boolean broken) {
            this.broken = broken;
        }

        @Override
        public Verdict decide(Candidate candidate) {
            return new Verdict.Pass("permissions", "fine");
        }

        @Override
        public void admit(Optional<PluginMetadata> metadata, String digest, String location) {
            if (broken) throw new IllegalStateException("out of order");
            told.add("admit " + metadata.map(PluginMetadata::id).orElse("-") + " " + location);
        }

        @Override
        public void dismiss(String location) {
            told.add("dismiss " + location);
        }

        @Override
        public void forget(String pluginId, String actor) {
            told.add("forget " + pluginId + " for " + actor);
        }

        @Override
        public boolean enforced() {
            return true;
        }
    }
}
