package dev.pergola.vetting;

import dev.pergola.lifecycle.Problem;

/** What an operator gave cannot be taken: it is no certificate, is not signed by whom it should be, names nothing here. */
public final class VettingException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With what is wrong. */
    public VettingException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    /** With what is wrong and what to do about it. */
    public VettingException(String code, String message, String remedy) {
        this(new Problem(code, message, remedy));
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }
}
