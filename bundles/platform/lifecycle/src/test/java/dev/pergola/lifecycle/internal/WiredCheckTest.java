package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.CheckedWirings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.wiring.FrameworkWiring;

/** A wiring is looked at once, and again as soon as anything of it is another, in the real framework (R146). */
class WiredCheckTest {
    private static final String P_OF_A = "p;version=2,q;version=1";
    private static final String Q_OF_A = "p;version=1,q;version=2";

    @TempDir
    Path folder;

    private final List<String> looked = new ArrayList<>();
    private final WiredCheck check = new WiredCheck(new Remembered(), this::look, () -> true, "1.0.0", jar -> false);
    private List<Verdict> verdicts = List.of(new Verdict.Pass("wiring", "links"));
    private int starts;

    @Test
    void whatWasSeenIsNotLookedAtAgain() throws Exception {
        assertThat(start("1.0.0", P_OF_A)).containsExactly("units", "middle", "top", "both");
        assertThat(start("1.0.0", P_OF_A)).isEmpty();
    }

    @Test
    void whatChangesFurtherAwayIsLookedAtTooAsAClassInheritsFromThere() throws Exception {
        start("1.0.0", P_OF_A);

        assertThat(start("1.1.0", P_OF_A)).containsExactly("units", "middle", "top");
    }

    @Test
    void thatTheSameBundlesGiveOtherPackagesIsAnotherWiring() throws Exception {
        start("1.0.0", P_OF_A);

        assertThat(start("1.0.0", Q_OF_A)).containsExactly("both");
    }

    @Test
    void whatWouldNotLinkIsRefusedEachTime() throws Exception {
        verdicts = List.of(new Verdict.Block("linkage.class", new Problem("linkage-class", "It is gone", "Update it")));

        for (int time = 0; time < 2; time++) {
            assertThatThrownBy(() -> start("1.0.0", P_OF_A))
                    .isInstanceOf(RefusedException.class)
                    .hasMessageContaining("It is gone");
        }
    }

    private List<Verdict> look(Descriptor descriptor, Path jar, String source, long bundleId) {
        looked.add(descriptor.id());
        return verdicts;
    }

    /** Starts a framework with the same bundles, and gives those that were looked at. */
    private List<String> start(String units, String exportedByA) throws Exception {
        looked.clear();
        Felix framework = new Felix(Map.of(
                Constants.FRAMEWORK_STORAGE, folder.resolve("cache" + starts++).toString()));
        framework.start();
        try {
            List<Bundle> bundles = List.of(
                    install(framework, "units", units, "", "units;version=" + units),
                    install(framework, "middle", "1.0.0", "units", "middle"),
                    install(framework, "top", "1.0.0", "middle", ""),
                    install(framework, "both", "1.0.0", "p,q", ""));
            install(framework, "a", "1.0.0", "", exportedByA);
            install(framework, "b", "1.0.0", "", exportedByA.equals(P_OF_A) ? Q_OF_A : P_OF_A);
            framework.adapt(FrameworkWiring.class).resolveBundles(null);
            for (Bundle bundle : bundles) check.require(descriptor(bundle), folder, "", bundle);
            return List.copyOf(looked);
        } finally {
            framework.stop();
            framework.waitForStop(10_000);
        }
    }

    private static Descriptor descriptor(Bundle bundle) {
        return new Descriptor(
                bundle.getSymbolicName(),
                bundle.getVersion(),
                bundle.getSymbolicName() + bundle.getVersion(),
                Map.of(),
                Optional.empty(),
                List.of(),
                List.of());
    }

    private static Bundle install(Felix framework, String name, String version, String imports, String exports)
            throws Exception {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue("Bundle-Version", new Version(version).toString());
        if (!imports.isEmpty()) main.putValue("Import-Package", imports);
        if (!exports.isEmpty()) main.putValue("Export-Package", exports);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        String location = Bundles.LOCATION_PREFIX + "library/" + name + "/" + version + "/" + name + "/1";
        return framework.getBundleContext().installBundle(location, new ByteArrayInputStream(bytes.toByteArray()));
    }

    private static final class Remembered implements CheckedWirings {
        private final Set<String> seen = new HashSet<>();

        @Override
        public boolean contains(String fingerprint) {
            return seen.contains(fingerprint);
        }

        @Override
        public void add(String fingerprint) {
            seen.add(fingerprint);
        }

        @Override
        public void prune(int most) {}
    }
}
