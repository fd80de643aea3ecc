package dev.pergola.http.internal.api;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A call of a route, checked: parameters are known and have the right type.
 *
 * @param route the route
 * @param principal who calls
 * @param variables values of the variables in the path
 * @param queries values of the query parameters
 * @param headers values of the route's header parameters
 * @param body the body
 */
public record Call(
        Route route,
        Principal principal,
        Map<String, String> variables,
        Map<String, String> queries,
        Map<String, String> headers,
        Body body) {
    private static final int MOST = 1000;

    /** Value of a variable in the path. */
    public String path(String name) {
        String value = variables.get(name);
        if (value == null) throw new IllegalStateException("The path " + route.path() + " has no variable " + name);
        return value;
    }

    /** Value of a query parameter. */
    public Optional<String> query(String name) {
        return Optional.ofNullable(queries.get(name)).filter(value -> !value.isEmpty());
    }

    /** Value of a header parameter. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** A boolean query parameter. */
    public boolean flag(String name, boolean otherwise) {
        return query(name).map(Boolean::parseBoolean).orElse(otherwise);
    }

    /** An integer query parameter. */
    public Optional<Long> number(String name) {
        return query(name).map(Long::parseLong);
    }

    /** How many entries are asked for. */
    public int limit(int otherwise) {
        long limit = number("limit").orElse((long) otherwise);
        if (limit < 1 || limit > MOST) {
            throw ProblemException.of(
                    ProblemType.INVALID_REQUEST,
                    "The parameter 'limit' has to be from 1 to " + MOST + ", but is " + limit + ".");
        }
        return (int) limit;
    }

    /** The JSON body, where there is one. */
    public <T> Optional<T> data(Class<T> type) {
        return body instanceof Body.Data data ? Optional.of(type.cast(data.value())) : Optional.empty();
    }

    /** The JSON body of a route that requires one. */
    public <T> T requiredData(Class<T> type) {
        return data(type).orElseThrow(() -> new IllegalStateException("The route let an empty body pass"));
    }
}
