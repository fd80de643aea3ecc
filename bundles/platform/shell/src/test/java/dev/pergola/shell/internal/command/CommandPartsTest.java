package dev.pergola.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CommandPartsTest {
    private static final CommandSpec SPEC = CommandSpec.of("a", "b", "Does it")
            .argument("first", "", Arity.REQUIRED, Suggestions.NONE)
            .argument("rest", "", Arity.MANY, Suggestions.NONE)
            .options(
                    OptionSpec.value("--number", "N", "").or("-n"),
                    OptionSpec.flag("--force", ""),
                    new OptionSpec(List.of("--tag"), OptionSpec.Kind.REPEATABLE, "T", "", Suggestions.NONE),
                    new OptionSpec(List.of("--set"), OptionSpec.Kind.PAIRS, "K=V", "", Suggestions.NONE));

    private static ParsedArguments parse(Object... words) {
        return ArgumentParser.parse(SPEC, Arrays.asList(words));
    }

    @Test
    void argumentsAndOptionsMayBeMixed() {
        ParsedArguments parsed =
                parse("-n", "-5", "x", "--tag", "p", "--force", "y", "--tag=q", "--set", "a=1", "b=2", "z");
        assertThat(parsed.argument("first")).isEqualTo("x");
        assertThat(parsed.arguments("rest")).containsExactly("y", "z");
        assertThat(parsed.option("--number")).contains("-5");
        assertThat(parsed.options("--tag")).containsExactly("p", "q");
        assertThat(ParsedArguments.pairs(parsed.options("--set"))).isEqualTo(Map.of("a", "1", "b", "2"));
        assertThat(parsed.has("--force")).isTrue();
    }

    @Test
    void afterTwoDashesEverythingIsAnArgument() {
        assertThat(parse("--", "--force", "-n").arguments("rest")).containsExactly("-n");
        assertThat(parse("-", "--number", "-").option("--number")).contains("-");
    }

    @Test
    void gogosOwnValuesBecomeText() {
        assertThat(parse(List.of(1, "a"), Map.of("k", "v"), 5, true).arguments("rest"))
                .containsExactly("{\"k\":\"v\"}", "5", "true");
    }

    @Test
    void mistakesAreErrors() {
        assertThatThrownBy(() -> parse())
                .hasMessageContaining("<first> is missing")
                .hasMessageContaining("Usage: a:b <first> [rest…] [options]");
        assertThatThrownBy(() -> parse("x", "--number")).hasMessageContaining("--number needs a value");
        assertThatThrownBy(() -> parse("x", "--number", "--force")).hasMessageContaining("needs a value");
        assertThatThrownBy(() -> parse("x", "-n", "1", "--number", "2")).hasMessageContaining("given twice");
        assertThatThrownBy(() -> parse("x", "-z")).hasMessageContaining("no option -z");
        assertThatThrownBy(() -> parse("x", "--set", "y")).hasMessageContaining("--set needs K=V");
        assertThat(parse("--help").has("--help")).isTrue();
        assertThatThrownBy(() -> parse("x", "-n", "7").number("--number", 1, 0, 5))
                .hasMessageContaining("from 0 to 5, but got: 7");
        assertThat(parse("x").number("--number", 1, 0, 5)).isEqualTo(1);
    }

    @Test
    void failuresPrintAsTheirMessage() {
        CommandFailure failure = new CommandFailure("No\u001b[0m good\nat all", "Do this", "", "Or that");
        assertThat(failure).hasToString("error: No\\u001b[0m good at all\n  Do this\n  Or that");
        assertThat(failure.getStackTrace()).isEmpty();
    }

    @Test
    void textIsCleanedAndBounded() {
        assertThat(Text.line("plain é ✓")).isEqualTo("plain é ✓");
        assertThat(Text.line("a\r\nb\tc\u0007\u009b\u2028")).isEqualTo("a b c\\u0007\\u009b\\u2028");
        assertThat(Text.block("a\r\nb\tc\u0007")).isEqualTo("a\nb\tc\\u0007");
        assertThat(Text.line("x".repeat(Text.MAX_LENGTH + 5)))
                .hasSize(Text.MAX_LENGTH + 1)
                .endsWith("…");
    }

    @Test
    void nearestFindsTyposAndParts() {
        List<String> names = List.of("install", "uninstall", "list", "log");
        assertThat(Nearest.to("instal", names)).first().isEqualTo("install");
        assertThat(Nearest.to("lsit", names)).containsExactly("list");
        assertThat(Nearest.to("INSTALL", names)).contains("install");
        assertThat(Nearest.to("zzzzzz", names)).isEmpty();
        assertThat(Nearest.to("x".repeat(100), names)).isEmpty();
        assertThat(Nearest.remedy("zzzzzz", names)).isEmpty();
    }

    @Test
    void formatsAreForPeople() {
        assertThat(Formats.duration(Duration.ofNanos(12_000))).isEqualTo("12 µs");
        assertThat(Formats.duration(Duration.ofNanos(1_500_000))).isEqualTo("1.5 ms");
        assertThat(Formats.duration(Duration.ofMillis(84))).isEqualTo("84 ms");
        assertThat(Formats.duration(Duration.ofMillis(1234))).isEqualTo("1.2 s");
        assertThat(Formats.duration(Duration.ofSeconds(185))).isEqualTo("3 min 5 s");
        assertThat(Formats.duration(Duration.ofMinutes(61))).isEqualTo("1 h 1 min");
        assertThat(Formats.duration(Duration.ofHours(49))).isEqualTo("2 d 1 h");
        assertThat(Formats.bytes(999)).isEqualTo("999 B");
        assertThat(Formats.bytes(1_234_567)).isEqualTo("1.2 MB");
        assertThat(Formats.bytes(Long.MAX_VALUE)).endsWith("TB");
        assertThat(Formats.parseDuration("-t", "2m")).isEqualTo(Duration.ofMinutes(2));
        assertThat(Formats.parseDuration("-t", "1h")).isEqualTo(Duration.ofHours(1));
        assertThat(Formats.parseDuration("-t", "7")).isEqualTo(Duration.ofSeconds(7));
        assertThatThrownBy(() -> Formats.parseDuration("-t", "0")).hasMessageContaining("not a duration: 0");
    }

    @Test
    void jsonIsReadStrictly() {
        assertThat(Json.object("x", "{\"a\":[1,null]}")).containsKey("a");
        assertThatThrownBy(() -> Json.object("x", "{\"a\":1,\"a\":2}")).hasMessageContaining("Duplicate");
        assertThatThrownBy(() -> Json.object("x", "[".repeat(100))).isInstanceOf(CommandFailure.class);
        assertThatThrownBy(() -> Json.object("x", " ".repeat(Json.MAX_LENGTH + 1)))
                .hasMessageContaining("longer than");
        assertThatThrownBy(() -> Json.write(new Object())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.compact(new Object())).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tablesShrinkTheWidestColumnAndCountWideCharacters() {
        Table table = new Table("A", "B").row("漢字", "x".repeat(60)).row("b", Style.GOOD.of("ok"));
        assertThat(print(table, 40, true)).contains("漢字  xxx", "…", "b     \u001b[32mok\u001b[0m");
        assertThat(print(table, 0, false).lines()).hasSize(3).noneMatch(line -> line.contains("…"));
        assertThat(print(table, 5, false)).contains("…");
        assertThatThrownBy(() -> table.row("only one")).isInstanceOf(IllegalArgumentException.class);
    }

    private static String print(Table table, int width, boolean colour) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Screen screen = new Screen(new PrintStream(bytes, true, StandardCharsets.UTF_8), colour, false, width);
        table.print(screen);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void anActivityThatDoesNotEndIsNotWaitedForLong() throws Exception {
        Activity activity = new Activity();
        activity.begin();
        assertThat(activity.awaitEnd(Duration.ofMillis(5))).isEmpty();
        activity.end(Optional.of(new CommandFailure("late")));
        assertThat(activity.awaitEnd(Duration.ofMillis(5))).isPresent();
    }
}
