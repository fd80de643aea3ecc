package dev.pergola.http.internal.api;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks parameters against what the route says of them. */
public final class Parameters {
    private static final int MOST = 64;
    private static final int LONGEST = 4096;
    private static final Pattern INTEGER = Pattern.compile("-?[0-9]{1,18}");
    private static final Pattern HUMP = Pattern.compile("([a-z0-9])([A-Z])");

    private Parameters() {}

    /** The query parameters. Names in camelCase are taken for the same in snake_case. */
    public static Map<String, String> query(Route route, @Nullable String queryString) {
        List<Parameter> known = inQuery(route);
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : queryString == null ? new String[0] : queryString.split("&", MOST + 1)) {
            if (pair.isEmpty()) continue;
            if (values.size() >= MOST) throw invalid("There are more than " + MOST + " query parameters.");
            int equals = pair.indexOf('=');
            String name = snake(decode(equals < 0 ? pair : pair.substring(0, equals)));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            check(known, name, value);
            if (values.put(name, value) != null) throw invalid("The parameter '" + name + "' is given twice.");
        }
        checkRequired(known, values);
        return values;
    }

    /** The query parameters of a call that comes from within this process. */
    public static Map<String, String> query(Route route, Map<String, String> given) {
        List<Parameter> known = inQuery(route);
        given.forEach((name, value) -> check(known, name, value));
        checkRequired(known, given);
        return Map.copyOf(given);
    }

    private static List<Parameter> inQuery(Route route) {
        return route.parameters().stream()
                .filter(parameter -> parameter.place().equals("query"))
                .toList();
    }

    private static void checkRequired(List<Parameter> known, Map<String, String> values) {
        for (Parameter parameter : known) {
            if (parameter.required()
                    && values.getOrDefault(parameter.name(), "").isEmpty()) {
                throw invalid("The parameter '" + parameter.name() + "' is missing"
                        + (parameter.allowed().isEmpty()
                                ? "."
                                : "; it is one of: " + String.join(", ", parameter.allowed()) + "."));
            }
        }
    }

    /** The headers that the route takes. */
    public static Map<String, String> headers(Route route, Function<String, @Nullable String> headers) {
        Map<String, String> values = new LinkedHashMap<>();
        for (Parameter parameter : route.parameters()) {
            String value = parameter.place().equals("header") ? headers.apply(parameter.name()) : null;
            if (value == null) continue;
            check(List.of(parameter), parameter.name(), value);
            values.put(parameter.name().toLowerCase(Locale.ROOT), value);
        }
        return values;
    }

    private static void check(List<Parameter> known, String name, String value) {
        Optional<Parameter> match = known.stream()
                .filter(parameter -> parameter.name().equals(name))
                .findFirst();
        List<String> names = known.stream().map(Parameter::name).toList();
        if (match.isEmpty()) {
            throw invalid("The parameter '" + shorten(name) + "' is not known." + Nearest.question(name, names)
                    + (names.isEmpty() ? " There are none here." : " Known are: " + String.join(", ", names) + "."));
        }
        Parameter parameter = match.get();
        if (value.length() > LONGEST) throw invalid("The parameter '" + name + "' is too long.");
        if (value.isEmpty()) return;
        switch (parameter.type()) {
            case "integer" -> {
                if (!INTEGER.matcher(value).matches()) {
                    throw invalid(
                            "The parameter '" + name + "' has to be a whole number, but is '" + shorten(value) + "'.");
                }
            }
            case "boolean" -> {
                if (!value.equals("true") && !value.equals("false")) {
                    throw invalid(
                            "The parameter '" + name + "' has to be true or false, but is '" + shorten(value) + "'.");
                }
            }
            default -> {
                List<String> allowed = parameter.allowed();
                if (!allowed.isEmpty() && allowed.stream().noneMatch(value::equalsIgnoreCase)) {
                    throw invalid("The parameter '" + name + "' cannot be '" + shorten(value) + "'."
                            + Nearest.question(value, allowed) + " It is one of: " + String.join(", ", allowed) + ".");
                }
            }
        }
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw invalid("The query string is not valid near '" + shorten(text) + "': encode % as %25.");
        }
    }

    private static String snake(String name) {
        return HUMP.matcher(name).replaceAll("$1_$2").toLowerCase(Locale.ROOT);
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }
}
