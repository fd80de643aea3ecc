package dev.pergola.launcher.configuration;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A kind of value: how it is read from text, what it accepts, and how it is written for the bundles. Immutable.
 *
 * @param <T> type of the value in code
 */
public final class ValueType<T> {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,12})(ms|s|m|h|d)");
    private static final Pattern COMMA = Pattern.compile("\\s*,\\s*");

    private final String label;
    private final String allowed;
    private final boolean list;
    private final Reader<T> reader;
    private final Function<T, String> writer;

    private ValueType(String label, String allowed, boolean list, Reader<T> reader, Function<T, String> writer) {
        this.label = label;
        this.allowed = allowed;
        this.list = list;
        this.reader = reader;
        this.writer = writer;
    }

    /** Reads one value; throws {@link IllegalArgumentException}, saying what is wrong with it. */
    @FunctionalInterface
    interface Reader<T> {
        T read(List<String> items, Path base);
    }

    private static <T> ValueType<T> scalar(
            String label, String allowed, Function<String, T> reader, Function<T, String> writer) {
        return new ValueType<>(label, allowed, false, (items, base) -> reader.apply(single(items)), writer);
    }

    /** Any text. */
    public static ValueType<String> text() {
        return scalar(
                "text",
                "any text of one line",
                text -> {
                    // Lists reach the bundles with newlines between their items: none may hold one.
                    if (text.chars().anyMatch(Character::isISOControl))
                        throw new IllegalArgumentException("it holds a line break or another control character");
                    return text;
                },
                text -> text);
    }

    /** A text of the form {@code name=value}. */
    public static ValueType<String> assignment() {
        return scalar(
                "name=value",
                "name=value",
                text -> {
                    if (text.indexOf('=') < 1)
                        throw new IllegalArgumentException("\"" + text + "\" is not of the form name=value");
                    return text().read(List.of(text), Path.of(""));
                },
                text -> text);
    }

    /** One of several words. */
    public static ValueType<String> oneOf(String... words) {
        List<String> all = List.of(words);
        return scalar(
                "word",
                String.join(", ", all),
                text -> {
                    if (all.contains(text)) return text;
                    throw new IllegalArgumentException("\"" + text + "\" is not one of the words it takes"
                            + Nearest.to(text, all)
                                    .map(word -> "; did you mean " + word + "?")
                                    .orElse(""));
                },
                text -> text);
    }

    /** {@code true} or {@code false}. */
    public static ValueType<Boolean> flag() {
        return scalar(
                "boolean",
                "true or false",
                text -> switch (text.toLowerCase(Locale.ROOT)) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw new IllegalArgumentException("\"" + text + "\" is neither true nor false");
                },
                String::valueOf);
    }

    /** A whole number between two bounds, both included. */
    public static ValueType<Integer> integer(int lowest, int highest) {
        return scalar(
                "integer",
                "a whole number from " + lowest + " to " + highest,
                text -> {
                    int number;
                    try {
                        number = Integer.parseInt(text);
                    } catch (NumberFormatException notANumber) {
                        throw new IllegalArgumentException("\"" + text + "\" is not a whole number", notANumber);
                    }
                    if (number < lowest || number > highest)
                        throw new IllegalArgumentException(number + " is out of range");
                    return number;
                },
                String::valueOf);
    }

    /** A span of time between two bounds, both included, such as {@code 250ms}, {@code 10s} or {@code 5m}. */
    public static ValueType<Duration> duration(Duration shortest, Duration longest) {
        return scalar(
                "duration",
                "a number with a unit (ms, s, m, h, d), from " + readable(shortest) + " to " + readable(longest),
                text -> {
                    Duration duration = readDuration(text);
                    if (duration.compareTo(shortest) < 0 || duration.compareTo(longest) > 0)
                        throw new IllegalArgumentException("\"" + text + "\" is out of range");
                    return duration;
                },
                ValueType::write);
    }

    /** A file or folder, absolute once read: see {@link PathText}. */
    public static ValueType<Path> path() {
        return new ValueType<>(
                "path",
                "a path; ~ is the home folder of the user",
                false,
                (items, base) -> PathText.read(single(items), base),
                Path::toString);
    }

    /** Several of another type; in one string they are separated by commas. */
    public static <E> ValueType<List<E>> listOf(ValueType<E> element) {
        return new ValueType<>(
                "list of " + element.label,
                "a list, each " + element.allowed,
                true,
                (items, base) -> items.stream()
                        .map(item -> element.read(List.of(item), base))
                        .toList(),
                values -> values.stream()
                        .map(element.writer)
                        .reduce((before, after) -> before + "\n" + after)
                        .orElse(""));
    }

    /** Name of the type, for the reference. */
    public String label() {
        return label;
    }

    /** What it accepts, for the reference and for errors. */
    public String allowed() {
        return allowed;
    }

    boolean isList() {
        return list;
    }

    T read(List<String> items, Path base) {
        return reader.read(items, base);
    }

    /** How a bundle gets the value: the items of a list are separated by newlines. */
    String write(T value) {
        return writer.apply(value);
    }

    /** The items of a value written in one string, as in an environment variable. */
    List<String> split(String text) {
        if (!list) return List.of(text);
        return text.isBlank() ? List.of() : List.of(COMMA.split(text.strip(), -1));
    }

    private static String single(List<String> items) {
        if (items.size() != 1) throw new IllegalArgumentException("it takes one value, not a list");
        return items.get(0);
    }

    private static Duration readDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) throw new IllegalArgumentException("\"" + text + "\" is not a number with a unit");
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
    }

    private static String write(Duration duration) {
        return duration.toMillisPart() == 0 ? duration.toSeconds() + "s" : duration.toMillis() + "ms";
    }

    private static String readable(Duration duration) {
        if (duration.isZero() || duration.toMillisPart() != 0 || duration.toSeconds() % 3600 != 0)
            return write(duration);
        return duration.toHours() % 24 == 0 ? duration.toDays() + "d" : duration.toHours() + "h";
    }
}
