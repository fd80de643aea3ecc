package dev.pergola.telemetry.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.telemetry.LogLine;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;
import org.slf4j.LoggerFactory;

class PluginIdsTest {
    @TempDir
    private Path folder;

    private Framework framework;

    @BeforeEach
    void start() throws BundleException {
        framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.resolve("cache").toString(),
                        Constants.FRAMEWORK_BEGINNING_STARTLEVEL,
                        "1"));
        framework.start();
    }

    @AfterEach
    void stop() throws Exception {
        framework.stop();
        framework.waitForStop(10_000);
    }

    private Bundle install(String name, String capability) throws IOException, BundleException {
        Manifest manifest = new Manifest();
        Attributes headers = manifest.getMainAttributes();
        headers.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        headers.putValue(Constants.BUNDLE_MANIFESTVERSION, "2");
        headers.putValue(Constants.BUNDLE_SYMBOLICNAME, name);
        if (!capability.isEmpty()) headers.putValue(Constants.PROVIDE_CAPABILITY, capability);
        Path jar = folder.resolve(name + ".jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return framework.getBundleContext().installBundle(jar.toUri().toString());
    }

    @Test
    void theLongestIdOfAnInstalledPluginOwnsALogger() throws Exception {
        install("early", "pergola.plugin;id=\"org.acme\"");
        install("library", "");
        install("odd", "pergola.plugin;id:Long=5");
        PluginIds ids = new PluginIds(framework.getBundleContext());
        assertThat(ids.owner("org.acme.tool.part")).contains("org.acme");

        Bundle later = install("later", "pergola.plugin;id=\"org.acme.tool\"");

        assertThat(ids.owner("org.acme.tool.part")).contains("org.acme.tool");
        assertThat(ids.owner("org.acme.tool")).contains("org.acme.tool");
        assertThat(ids.owner("org.acme.tools")).contains("org.acme");
        assertThat(ids.owner("org.acmetool")).isEmpty();

        later.uninstall();
        assertThat(ids.owner("org.acme.tool.part")).contains("org.acme");
        ids.close();
        install("afterwards", "pergola.plugin;id=\"unseen\"");
        assertThat(ids.owner("unseen")).isEmpty();
    }

    @Test
    void linesOfInstalledPluginsAreFoundUnderTheirIds() throws Exception {
        install("early", "pergola.plugin;id=\"org.acme\"");
        CapturedLogs logs = new CapturedLogs(framework.getBundleContext());

        LoggerFactory.getLogger("plugin.org.acme.deep.inside").info("hello");

        assertThat(logs.tail("org.acme", 1)).extracting(LogLine::message).containsExactly("hello");
        logs.stop();
    }
}
