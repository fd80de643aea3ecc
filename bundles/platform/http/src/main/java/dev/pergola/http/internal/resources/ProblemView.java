package dev.pergola.http.internal.resources;

import dev.pergola.lifecycle.Problem;

/** Something about a plugin that is not as it should be. */
record ProblemView(String code, String message, String remedy) {
    static ProblemView of(Problem problem) {
        return new ProblemView(problem.code(), problem.message(), problem.remedy());
    }
}
