package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;

/** Carries a problem from where it is found to the report that tells it. */
final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient Problem problem;

    RefusedException(String code, String message, String remedy) {
        this(new Problem(code, message, remedy));
    }

    RefusedException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    RefusedException(String code, String message, String remedy, Throwable cause) {
        super(message, cause);
        this.problem = new Problem(code, message, remedy);
    }

    Problem problem() {
        return problem;
    }
}
