package dev.pergola.launcher.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {
    private static final Path BASE = Path.of("/base");
    private static final ValueType<Duration> DURATION = ValueType.duration(Duration.ofMillis(10), Duration.ofHours(1));

    private static <T> T read(ValueType<T> type, String... items) {
        return type.read(List.of(items), BASE);
    }

    @ParameterizedTest
    @CsvSource({"10ms,10", "10s,10000", "5m,300000", "1h,3600000"})
    void readsDurations(String text, long millis) {
        assertThat(read(DURATION, text)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "s", "1.5s", "-1s", "10 s", "PT10S", "", "9999999999999s"})
    void refusesDurationsWithoutNumberOrUnit(String text) {
        assertThatThrownBy(() -> read(DURATION, text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not a number with a unit");
    }

    @ParameterizedTest
    @ValueSource(strings = {"9ms", "2h", "99999d"})
    void refusesDurationsOutOfRange(String text) {
        assertThatThrownBy(() -> read(DURATION, text)).hasMessageContaining("out of range");
    }

    @Test
    void writesDurationsInSecondsOrElseMilliseconds() {
        assertThat(DURATION.write(Duration.ofMinutes(1))).isEqualTo("60s");
        assertThat(DURATION.write(Duration.ofMillis(1500))).isEqualTo("1500ms");
        assertThat(DURATION.allowed()).endsWith("from 10ms to 1h");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "1.0", "0x10", "99999999999"})
    void refusesWhatIsNoWholeNumber(String text) {
        assertThatThrownBy(() -> read(ValueType.integer(0, 10), text)).hasMessageContaining("not a whole number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "11"})
    void refusesNumbersOutOfRange(String text) {
        assertThatThrownBy(() -> read(ValueType.integer(0, 10), text)).hasMessageContaining("out of range");
    }

    @Test
    void takesTheBoundsOfARange() {
        assertThat(read(ValueType.integer(0, 10), "0")).isZero();
        assertThat(read(ValueType.integer(0, 10), "10")).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "1", ""})
    void refusesWhatIsNeitherTrueNorFalse(String text) {
        assertThatThrownBy(() -> read(ValueType.flag(), text)).hasMessageContaining("neither true nor false");
    }

    @Test
    void readsFlags() {
        assertThat(read(ValueType.flag(), "true")).isTrue();
        assertThat(read(ValueType.flag(), "False")).isFalse();
    }

    @Test
    void suggestsTheNearestWord() {
        assertThatThrownBy(() -> read(ValueType.oneOf("process", "container"), "proces"))
                .hasMessageContaining("did you mean process?");
        assertThatThrownBy(() -> read(ValueType.oneOf("process", "container"), "xyz"))
                .hasMessageNotContaining("did you mean");
    }

    @Test
    void resolvesPathsAgainstTheBaseAndTheHomeFolder() {
        Path user = Path.of(System.getProperty("user.home"));
        assertThat(read(ValueType.path(), "a/../b")).isEqualTo(Path.of("/base/b"));
        assertThat(read(ValueType.path(), "/x")).isEqualTo(Path.of("/x"));
        assertThat(read(ValueType.path(), "~")).isEqualTo(user);
        assertThat(read(ValueType.path(), "~/x")).isEqualTo(user.resolve("x"));
        assertThat(read(ValueType.path(), "~x")).isEqualTo(Path.of("/base/~x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "a\nb", "a\0b"})
    void refusesWhatIsNoPath(String text) {
        assertThatThrownBy(() -> read(ValueType.path(), text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTextThatWouldBreakAList() {
        assertThatThrownBy(() -> read(ValueType.text(), "a\nb")).hasMessageContaining("line break");
    }

    @Test
    void readsAssignments() {
        assertThat(read(ValueType.assignment(), "a=b=c")).isEqualTo("a=b=c");
        assertThatThrownBy(() -> read(ValueType.assignment(), "=b")).hasMessageContaining("not of the form name=value");
        assertThatThrownBy(() -> read(ValueType.assignment(), "a=\n")).hasMessageContaining("line break");
    }

    @Test
    void readsAndWritesLists() {
        ValueType<List<Integer>> type = ValueType.listOf(ValueType.integer(0, 9));
        assertThat(read(type)).isEmpty();
        assertThat(read(type, "1", "2")).containsExactly(1, 2);
        assertThat(type.write(List.of(1, 2))).isEqualTo("1\n2");
        assertThat(type.write(List.of())).isEmpty();
        assertThat(type.split(" 1 ,2 ")).containsExactly("1", "2");
        assertThat(type.split("")).isEmpty();
        assertThatThrownBy(() -> read(type, "1", "x")).hasMessageContaining("\"x\"");
    }

    @Test
    void refusesAListWhereOneValueIsTaken() {
        assertThatThrownBy(() -> read(ValueType.text(), "a", "b")).hasMessageContaining("one value, not a list");
        assertThatThrownBy(() -> read(ValueType.text())).hasMessageContaining("one value, not a list");
    }
}
