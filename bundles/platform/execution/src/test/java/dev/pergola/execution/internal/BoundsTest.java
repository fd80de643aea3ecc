package dev.pergola.execution.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.felix.framework.FrameworkFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.osgi.framework.Constants;
import org.osgi.framework.launch.Framework;

final class BoundsTest {
    @Test
    void theSizeOfJsonIsKnownWithoutMakingIt() {
        assertThat(JsonSize.of(Map.of())).isEqualTo("{}".length());
        assertThat(JsonSize.of(Map.of("a", List.of(1, true, "x\"\n"))))
                .isEqualTo("{'a':[1,true,'x\\\"\\u000a']}".length());
        assertThat(JsonSize.of(Arrays.asList(null, new BigDecimal("1.50")))).isEqualTo("[null,1.50]".length());
        assertThat(JsonSize.of(List.of())).isEqualTo(2);
        assertThat(JsonSize.of("é€😀")).isEqualTo(2 + 2 + 3 + 4);
    }

    @ParameterizedTest
    @CsvSource({"PT-1S,0", "PT0S,0", "PT1S,1000000000", "PT9000000H,31536000000000000"})
    void durationsBecomeNanosecondsThatCanBeAdded(Duration duration, long nanos) {
        assertThat(Nanos.of(duration)).isEqualTo(nanos);
    }

    @Test
    void textsAreCutAndCleaned() {
        assertThat(Texts.bounded("abc", 3)).isEqualTo("abc");
        assertThat(Texts.bounded("abcd", 3)).isEqualTo("abc…");
        assertThat(Texts.bounded("a\tb\n\u007F", 9)).isEqualTo("a\tb\n\uFFFD");
        assertThat(Texts.bounded(() -> null, 9, "none")).isEqualTo("none");
        assertThat(Texts.bounded(
                        () -> {
                            throw new StackOverflowError();
                        },
                        9,
                        "none"))
                .isEqualTo("none");
    }

    @Test
    void numbersComeFromFrameworkProperties(@TempDir Path folder) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(Map.of(
                        Constants.FRAMEWORK_STORAGE,
                        folder.toString(),
                        "pergola.execution.threads",
                        "7",
                        "pergola.execution.circuit-open",
                        " 1500ms ",
                        "pergola.execution.log-retention",
                        ""));
        framework.init();
        Tuning tuning = Tuning.from(framework.getBundleContext());
        assertThat(tuning.threads()).isEqualTo(7);
        assertThat(tuning.circuitOpen()).isEqualTo(Duration.ofMillis(1500));
        assertThat(tuning.retention()).isEqualTo(Tuning.DEFAULT.retention());
        framework.stop();
        framework.waitForStop(10_000);
    }

    @ParameterizedTest
    @CsvSource({"0", "-1", "many"})
    void aNumberThatIsNoneIsRefused(String text, @TempDir Path folder) throws Exception {
        Framework framework = new FrameworkFactory()
                .newFramework(
                        Map.of(Constants.FRAMEWORK_STORAGE, folder.toString(), "pergola.execution.parallel", text));
        framework.init();
        assertThatThrownBy(() -> Tuning.from(framework.getBundleContext()))
                .hasMessage("pergola.execution.parallel must be a whole number above 0, but is '" + text + "'");
        framework.stop();
        framework.waitForStop(10_000);
    }
}
