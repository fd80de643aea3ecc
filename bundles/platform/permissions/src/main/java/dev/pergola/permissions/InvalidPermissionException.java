package dev.pergola.permissions;

import dev.pergola.lifecycle.Problem;

/** A permission that there is not, or a target that is not written as its permission's targets are. */
public final class InvalidPermissionException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    /** With what is wrong, and what to write instead. */
    public InvalidPermissionException(Problem problem) {
        super(problem.message() + ". " + problem.remedy());
        this.problem = problem;
    }

    /** What is wrong. */
    public Problem problem() {
        return problem;
    }
}
