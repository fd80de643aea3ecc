package dev.pergola.http.internal.api;

import java.util.Map;
import java.util.TreeMap;

/** Ends a call with a problem. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;
    private final transient Map<String, String> headers;

    /** Ends it with this problem. */
    public ProblemException(Problem problem) {
        this(problem, Map.of());
    }

    private ProblemException(Problem problem, Map<String, String> headers) {
        super(problem.detail(), null, false, false);
        this.problem = problem;
        this.headers = headers;
    }

    /** Ends it with a problem that has no members of its own. */
    public static ProblemException of(ProblemType type, String detail) {
        return new ProblemException(Problem.of(type, detail));
    }

    /** The same with a response header. */
    public ProblemException header(String name, String value) {
        Map<String, String> all = new TreeMap<>(headers);
        all.put(name, value);
        return new ProblemException(problem, all);
    }

    /** The problem. */
    public Problem problem() {
        return problem;
    }

    /** Headers of the response. */
    public Map<String, String> headers() {
        return headers;
    }
}
