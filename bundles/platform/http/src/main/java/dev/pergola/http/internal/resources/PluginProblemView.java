package dev.pergola.http.internal.resources;

import dev.pergola.lifecycle.Problem;

/** Something about a plugin that is not as it should be. */
record PluginProblemView(String code, String message, String remedy) {
    static PluginProblemView of(Problem problem) {
        return new PluginProblemView(problem.code(), problem.message(), problem.remedy());
    }
}
