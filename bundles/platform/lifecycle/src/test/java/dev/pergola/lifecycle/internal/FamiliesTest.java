package dev.pergola.lifecycle.internal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.store.internal.TestStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.VersionRange;

class FamiliesTest {
    @TempDir
    Path folder;

    private TestStore store;
    private Families families;

    @BeforeEach
    void open() {
        store = new TestStore(folder.resolve("data"));
        families = new Families(new Registry(new SilentEvents(), store.audit()));
    }

    @AfterEach
    void close() {
        store.close();
    }

    @Test
    void operationsOnStrangersRunAtOnceAndThoseOnRelativesOneAfterTheOther() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch gate = new CountDownLatch(1);
        List<PluginDependency> onBase = List.of(new PluginDependency("base", new VersionRange("0")));
        CompletableFuture<String> first =
                CompletableFuture.supplyAsync(() -> families.exclusively("one", onBase, () -> {
                    inside.countDown();
                    try {
                        gate.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return "one";
                }));
        inside.await();

        assertThat(families.exclusively("stranger", List.of(), () -> "stranger"))
                .isEqualTo("stranger");
        CompletableFuture<String> relative =
                CompletableFuture.supplyAsync(() -> families.exclusively("base", List.of(), () -> "base"));
        assertThat(relative.completeOnTimeout("waits", 200, TimeUnit.MILLISECONDS)
                        .join())
                .isEqualTo("waits");

        gate.countDown();
        assertThat(first.join()).isEqualTo("one");
    }
}
