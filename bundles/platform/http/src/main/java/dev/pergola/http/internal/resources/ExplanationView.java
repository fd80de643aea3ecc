package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.lifecycle.Explanation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Why a plugin is as it is. */
record ExplanationView(
        String subject,
        String summary,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable PluginView plugin,
        List<PluginProblemView> problems,
        List<JournalView> deployments) {

    static ExplanationView of(Explanation explanation) {
        return new ExplanationView(
                explanation.subject(),
                explanation.summary(),
                explanation.plugin().map(PluginView::of).orElse(null),
                explanation.problems().stream().map(PluginProblemView::of).toList(),
                explanation.deployments().stream().map(JournalView::of).toList());
    }
}
