package dev.pergola.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.testkit.engine.EventConditions.finishedWithFailure;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.cause;
import static org.junit.platform.testkit.engine.TestExecutionResultConditions.message;

import dev.pergola.api.PluginBuilder;
import dev.pergola.testing.PergolaTest.Sharing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** The extension, on test classes that JUnit runs inside of this one. */
class PergolaExtensionTest {
    private static final List<Path> SEEN = new ArrayList<>();

    @BeforeEach
    void forget() {
        SEEN.clear();
    }

    @Test
    void givesEachTestARuntimeOfItsOwnWhereAsked() {
        run(Apart.class).assertStatistics(stats -> stats.succeeded(2));

        assertThat(SEEN)
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(data -> assertThat(data).doesNotExist());
    }

    @Test
    void givesTheTestsOfAClassOneRuntimeAndEndsItAfterThem() {
        run(Together.class).assertStatistics(stats -> stats.succeeded(2));

        assertThat(SEEN).hasSize(2);
        assertThat(SEEN.get(0)).isEqualTo(SEEN.get(1)).doesNotExist();
    }

    @Test
    void saysThatThereIsNoPluginUnderTest() {
        assertFails(NoPlugin.class, "take the PergolaRuntime as a parameter instead");
    }

    @Test
    void saysThatTheModuleHasNoPlugin() {
        assertFails(NoModule.class, "Is there a class with @Plugin");
    }

    @Test
    void saysThatTheAnnotationIsMissing() {
        assertFails(NoAnnotation.class, "has no @PergolaTest");
    }

    @Test
    void saysHowASettingIsWritten() {
        assertFails(BadSetting.class, "key=value");
    }

    private static void assertFails(Class<?> testClass, String part) {
        run(testClass)
                .failed()
                .assertThatEvents()
                .haveExactly(1, finishedWithFailure(cause(message(text -> text.contains(part)))));
    }

    private static Events run(Class<?> testClass) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(testClass))
                .execute()
                .testEvents();
    }

    @PergolaTest(
            plugins = {},
            sharing = Sharing.METHOD,
            settings = "limits.execution-timeout=2s")
    static class Apart {
        Apart(PergolaRuntime runtime) {
            SEEN.add(runtime.data());
        }

        @Test
        void one(PergolaRuntime runtime, EventRecorder events) {
            assertThat(runtime.data()).isEqualTo(SEEN.get(SEEN.size() - 1)).isDirectory();
            runtime.install(PluginBuilder.plugin("only-here", "1.0.0").build());
            events.await("pergola/plugin/state/ACTIVE");
        }

        @Test
        void two(PergolaRuntime runtime) {
            assertThat(Files.exists(SEEN.get(0))).isEqualTo(SEEN.size() == 1);
            assertThat(runtime.plugins().list()).hasSizeLessThan(1);
        }
    }

    @PergolaTest(plugins = {})
    static class Together {
        @Test
        void one(PergolaRuntime runtime) {
            SEEN.add(runtime.data());
        }

        @Test
        void two(PergolaRuntime runtime) {
            SEEN.add(runtime.data());
        }
    }

    @PergolaTest(plugins = {})
    static class NoPlugin {
        @Test
        void test(PluginClient client) {}
    }

    @PergolaTest
    static class NoModule {
        @Test
        void test(PluginClient client) {}
    }

    @ExtendWith(PergolaExtension.class)
    static class NoAnnotation {
        @Test
        void test(PergolaRuntime runtime) {}
    }

    @PergolaTest(
            plugins = {},
            settings = "limits.execution-timeout")
    static class BadSetting {
        @Test
        void test(PergolaRuntime runtime) {}
    }
}
