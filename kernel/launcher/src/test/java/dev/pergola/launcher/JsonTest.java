package dev.pergola.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
    @Test
    void readsEveryKindOfValue() {
        assertThat(
                        Json.read(
                                " {\"a\": [1, -2.5e1, true, false, null, {}, []], \"b\\n\\u00e4\\/\\b\\f\\r\\t\\\\\\\"\": \"x\"} "))
                .isEqualTo(Map.of(
                        "a",
                        List.of(1.0, -25.0, true, false, Json.NULL, Map.of(), List.of()),
                        "b\nä/\b\f\r\t\\\"",
                        "x"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[",
                "{\"a\"}",
                "{a:1}",
                "{\"a\":1,}",
                "[1,]",
                "[1 2]",
                "\"a",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12",
                "\"\\",
                "tru",
                "nul",
                "01",
                "1.",
                "+1",
                "1 1",
                "{} x",
                "\"a\nb\"",
                "'a'",
                "-"
            })
    void refusesWhatIsNoJson(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("line ");
    }

    @Test
    void saysWhereItIsWrong() {
        assertThatThrownBy(() -> Json.read("{\n  \"a\": x\n}")).hasMessage("line 2, column 8: a value is expected");
        assertThatThrownBy(() -> Json.read("x")).hasMessage("line 1, column 1: a value is expected");
    }

    @Test
    void refusesDeepNesting() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000))).hasMessageContaining("nested too deeply");
    }

    @ParameterizedTest
    @CsvSource(
            value = {"a|\"a\"", "a\"b\\c|\"a\\\"b\\\\c\"", "ä|\"ä\""},
            delimiter = '|',
            quoteCharacter = '!')
    void quotesStrings(String text, String quoted) {
        assertThat(Json.quote(text)).isEqualTo(quoted);
    }

    @Test
    void readsBackWhatItQuotes() {
        String text = "line\n\r\t\u0000\u001f \"quoted\" \\ \ud83d\ude00 \ud800";
        assertThat(Json.read(Json.quote(text))).isEqualTo(text);
    }
}
