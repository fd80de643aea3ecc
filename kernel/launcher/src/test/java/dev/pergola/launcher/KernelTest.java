package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.launcher.bundle.ReadyActivator;
import dev.pergola.launcher.configuration.ConfigurationKeys;
import dev.pergola.launcher.configuration.Settings;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelTest {
    @TempDir
    Path folder;

    @Test
    void startsTheBundlesAndStops() {
        Settings settings = Settings.builder(folder)
                .set(ConfigurationKeys.SHELL_ENABLED, false)
                .build();
        long start = System.nanoTime();
        try (Kernel kernel = Kernel.builder(settings)
                .onlyBundles(TestBundle.real(""))
                .bundle(TestBundle.named("ready", ReadyActivator.class)
                        .writeTo(folder.resolve("a b+c%20ü").resolve("ready.jar")))
                .property("org.osgi.service.http.port", "0")
                .start()) {
            System.err.println((System.nanoTime() - start) / 1000000 + " ms");
            Arrays.stream(kernel.context().getBundles())
                    .forEach(b -> System.err.println(b + " " + b.getState() + " " + b.getLocation()));
            assertThat(kernel.address()).contains("http://127.0.0.1:8080");
        }
        System.err.println((System.nanoTime() - start) / 1000000 + " ms");
    }
}
