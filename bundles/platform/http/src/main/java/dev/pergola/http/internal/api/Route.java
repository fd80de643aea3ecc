package dev.pergola.http.internal.api;

import dev.pergola.access.Role;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * One operation of the API, described once: what runs, who may, what goes in and what comes out.
 *
 * @param method HTTP method
 * @param path template, such as <code>/api/v1/plugins/{id}</code>
 * @param role what the caller needs; empty where nobody has to say who they are
 * @param traits what is special about it
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
        Optional<Role> role,
        Set<Trait> traits,
        String operation,
        String summary,
        List<Parameter> parameters,
        List<Content> bodies,
        boolean bodyRequired,
        Map<Integer, List<Content>> answers,
        Handler handler) {
    /** Where the current version of the API lives. */
    public static final String BASE = "/api/v1";

    /** What is special about a route. */
    public enum Trait {
        /** Its handler keeps to the plugins that a token is limited to, though its path names none. */
        KEEPS_TO_LIMITS,
        /** It changes nothing that the audit log should tell, or is noted elsewhere. */
        NOT_AUDITED,
        /** Its answer holds a secret, and is not kept for when the request is repeated. */
        ANSWERS_SECRET
    }

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

    /** Whether it is special in some way. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether a request is noted in the audit log. */
    public boolean audited() {
        return !method.equals("GET") && !is(Trait.NOT_AUDITED);
    }

    /** Whether it is about the one plugin that its path names. */
    public boolean ofPlugin() {
        return path.startsWith(BASE + "/plugins/{id}");
    }

    /** Names of the variables in the path. */
    public Set<String> variables() {
        return parameters.stream()
                .filter(parameter -> parameter.place().equals("path"))
                .map(Parameter::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The same under another path and name: for addresses that older clients know. */
    public Route alias(String otherPath, String otherOperation) {
        return new Route(
                method,
                otherPath,
                role,
                traits,
                otherOperation,
                summary,
                parameters,
                bodies,
                bodyRequired,
                answers,
                handler);
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
        private final Set<Trait> traits = EnumSet.noneOf(Trait.class);
        private Optional<Role> role = Optional.of(Role.VIEWER);
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

        /** Who may; viewers where it is not said. */
        public Builder needs(Role role) {
            this.role = Optional.of(role);
            return this;
        }

        /** Lets anybody in, without a token. */
        public Builder open() {
            this.role = Optional.empty();
            return this;
        }

        /** Notes what is special about it. */
        public Builder is(Trait trait) {
            traits.add(trait);
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
                    Set.copyOf(traits),
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
