package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class JavaThreadsTest {
    /** Such as the class loader of the first plugin that uses {@code CompletableFuture.orTimeout}. */
    @Test
    void theThreadThatEndsFuturesKeepsNobodysClassLoader() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader plugin = new URLClassLoader(new URL[0])) {
            Thread.currentThread().setContextClassLoader(plugin);
            JavaThreads.start();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }

        assertThat(Thread.getAllStackTraces().keySet())
                .filteredOn(thread -> thread.getName().toLowerCase().contains("delayscheduler"))
                .isNotEmpty()
                .allSatisfy(thread ->
                        assertThat(thread.getContextClassLoader()).isEqualTo(ClassLoader.getSystemClassLoader()));
    }
}
