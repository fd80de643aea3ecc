package dev.pergola.testing.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeBundlesTest {
    @Test
    void findsTheRuntimeOnTheClassPath(@TempDir Path folder) {
        assertThat(new RuntimeBundles().jars(folder))
                .allSatisfy(jar -> assertThat(jar).isRegularFile())
                .extracting(jar -> ClassPathBundle.at(jar).orElseThrow().symbolicName())
                .contains("org.apache.felix.scr", "dev.pergola.lifecycle", "com.h2database")
                .doesNotContain("dev.pergola.api");
    }

    @Test
    void sharesTheSdkAndTheDoorsWithTheirVersions() {
        assertThat(new RuntimeBundles().sharedPackages().split(","))
                .contains(
                        "dev.pergola.api;version=\"1.0.0\"",
                        "dev.pergola.api.node;version=\"1.0.0\"",
                        "dev.pergola.lifecycle;version=\"1.0.0\"")
                .allMatch(clause -> clause.matches("dev\\.pergola\\.[a-z.]+;version=\"1\\.[0-9.]+\""))
                .noneMatch(clause -> clause.contains("internal"));
    }
}
