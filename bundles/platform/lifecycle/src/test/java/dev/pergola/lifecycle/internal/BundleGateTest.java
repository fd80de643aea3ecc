package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.Felix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.FrameworkWiring;

/** Who may be resolved, in the real framework. */
class BundleGateTest {
    private Felix framework;
    private BundleContext context;
    private BundleGate gate;
    private Bundle provider;

    @BeforeEach
    void start(@TempDir Path cache) throws Exception {
        framework = new Felix(Map.of(
                Constants.FRAMEWORK_STORAGE,
                cache.toString(),
                Constants.FRAMEWORK_STORAGE_CLEAN,
                Constants.FRAMEWORK_STORAGE_CLEAN_ONFIRSTINIT));
        framework.start();
        context = framework.getBundleContext();
        provider = install("provider", "Export-Package", "example.api");
        gate = new BundleGate(context);
        context.registerService(ResolverHookFactory.class, gate, null);
        assertThat(resolve(provider)).isTrue();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(TimeUnit.SECONDS.toMillis(10));
    }

    private Bundle install(String name, String header, String value) throws IOException, BundleException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.putValue("Bundle-ManifestVersion", "2");
        main.putValue("Bundle-SymbolicName", name);
        main.putValue(header, value);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JarOutputStream(bytes, manifest).close();
        return context.installBundle("test:" + name, new ByteArrayInputStream(bytes.toByteArray()));
    }

    private boolean resolve(Bundle... bundles) {
        return framework.adapt(FrameworkWiring.class).resolveBundles(List.of(bundles));
    }

    @Test
    void whatCameThroughThePipelineIsResolved() throws Exception {
        Bundle plugin = install("plugin", "Import-Package", "example.api");
        gate.admit(plugin);

        assertThat(resolve(plugin)).isTrue();
    }

    @Test
    void aStrangerIsNotWhateverItNeeds() throws Exception {
        Bundle stranger = install("stranger", "Import-Package", "example.api");
        Bundle modest = install("modest", "Bundle-Name", "needs nothing");

        assertThat(resolve(stranger)).isFalse();
        assertThat(resolve(modest)).isFalse();
        assertThat(resolve(modest, stranger)).isFalse();
    }

    @Test
    void thatAStrangerIsThereStopsNobodyElse() throws Exception {
        install("stranger", "Import-Package", "example.api");
        Bundle plugin = install("plugin", "Import-Package", "example.api");
        gate.admit(plugin);

        assertThat(resolve(plugin)).isTrue();
    }

    @Test
    void aStrangerProvidesNothing() throws Exception {
        Bundle stranger = install("stranger", "Export-Package", "example.other");
        Bundle plugin = install("plugin", "Import-Package", "example.other");
        gate.admit(plugin);

        assertThat(resolve(plugin)).isFalse();
        assertThat(stranger.getState()).isEqualTo(Bundle.INSTALLED);
    }

    @Test
    void aStrangerIsNoFragmentOfAnybody() throws Exception {
        Bundle fragment = install("fragment", "Fragment-Host", "plugin");
        Bundle plugin = install("plugin", "Import-Package", "example.api");
        gate.admit(plugin);

        assertThat(resolve(plugin)).isTrue();
        assertThat(fragment.getState()).isEqualTo(Bundle.INSTALLED);
    }

    @Test
    void whatLeavesProvidesNothingAnyMoreUntilItStays() throws Exception {
        Bundle plugin = install("plugin", "Import-Package", "example.api");
        gate.admit(plugin);
        gate.leaving(List.of(provider));
        assertThat(resolve(plugin)).isFalse();

        gate.staying(List.of(provider));
        assertThat(resolve(plugin)).isTrue();
    }

    @Test
    void whatWasForgottenIsAStrangerAgain() throws Exception {
        Bundle plugin = install("plugin", "Import-Package", "example.api");
        gate.admit(plugin);
        gate.forget(plugin);

        assertThat(resolve(plugin)).isFalse();
    }
}
