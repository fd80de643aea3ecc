package dev.pergola.http.internal.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One operation of the API, described once: what runs, who may, what goes in and what comes out.
 *
 * @param method HTTP method
 * @param path template, such as <code>/api/v1/plugins/{id}</code>
 * @param role what the caller needs
 * @param operation name of the operation, unique
 * @param summary one sentence
 * @param parameters what it takes besides the body
 * @param bodies what the body may be; empty where it takes none
 * @param bodyRequired whether there has to be a body
 * @param answers what it answers by status, apart from problems that any route may answer
 * @param handler what runs
 */
public record Route(
        String method,
        String path,
        Role role,
        String operation,
        String summary,
        List<Parameter> parameters,
        List<Content> bodies,
        boolean bodyRequired,
        Map<Integer, List<Content>> answers,
        Handler handler) {
    /** Where the current version of the API lives. */
    public static final String BASE = "/api/v1";

    /** Runs a route. May throw what {@link Problems} turns into an answer. */
    @FunctionalInterface
    public interface Handler {
        /** Answers a call. */
        Reply handle(Call call) throws Exception;
    }

    /** The first segment after the version, under which the OpenAPI document lists it. */
    public String tag() {
        String[] segments = path.split("/", -1);
        int first = path.startsWith(BASE) ? 3 : 1;
        return segments.length > first && !segments[first].isEmpty() ? segments[first] : "system";
    }

    /** Whether a JSON body is among those it takes. */
    public boolean takesBody() {
        return !bodies.isEmpty();
    }

    /** The same under another path and name: for addresses that older clients know. */
    public Route alias(String otherPath, String otherOperation) {
        return new Route(
                method, otherPath, role, otherOperation, summary, parameters, bodies, bodyRequired, answers, handler);
    }

    /** Begins a route. */
    public static Builder route(String method, String path, String operation) {
        return new Builder(method, path, operation);
    }

    /** Makes a route. */
    public static final class Builder {
        private final String method;
        private final String path;
        private final String operation;
        private final List<Parameter> parameters = new ArrayList<>();
        private final List<Content> bodies = new ArrayList<>();
        private final Map<Integer, List<Content>> answers = new TreeMap<>();
        private Role role = Role.VIEWER;
        private String summary = "";
        private boolean bodyRequired = true;

        private Builder(String method, String path, String operation) {
            this.method = method;
            this.path = path;
            this.operation = operation;
            for (String segment : path.split("/", -1)) {
                if (segment.startsWith("{")) {
                    String name = segment.substring(1, segment.length() - 1);
                    parameters.add(new Parameter(name, "path", "string", true, List.of(), ""));
                }
            }
        }

        /** What it does, in a sentence. */
        public Builder summary(String summary) {
            this.summary = summary;
            return this;
        }

        /** Who may. */
        public Builder needs(Role role) {
            this.role = role;
            return this;
        }

        /** An optional query parameter. */
        public Builder query(String name, String type, String description, String... allowed) {
            parameters.add(new Parameter(name, "query", type, false, List.of(allowed), description));
            return this;
        }

        /** A query parameter that has to be there. */
        public Builder requiredQuery(String name, String description, String... allowed) {
            parameters.add(new Parameter(name, "query", "string", true, List.of(allowed), description));
            return this;
        }

        /** A request header. */
        public Builder header(String name, String description) {
            parameters.add(new Parameter(name, "header", "string", false, List.of(), description));
            return this;
        }

        /** A body that it takes. */
        public Builder takes(Content content) {
            bodies.add(content);
            return this;
        }

        /** Lets the body be absent. */
        public Builder bodyOptional() {
            bodyRequired = false;
            return this;
        }

        /** What it answers. */
        public Builder answers(int status, Content... content) {
            answers.put(status, List.of(content));
            return this;
        }

        /** What runs. */
        public Route by(Handler handler) {
            return new Route(
                    method,
                    path,
                    role,
                    operation,
                    summary,
                    List.copyOf(parameters),
                    List.copyOf(bodies),
                    bodyRequired,
                    new LinkedHashMap<>(answers),
                    handler);
        }
    }
}
