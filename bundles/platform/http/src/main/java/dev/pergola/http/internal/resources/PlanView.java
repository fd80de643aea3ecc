package dev.pergola.http.internal.resources;

import dev.pergola.lifecycle.Plan;
import java.util.List;

/** What an operation would do. */
record PlanView(
        String operation,
        String pluginId,
        String fromVersion,
        String toVersion,
        boolean feasible,
        List<VerdictView> verdicts,
        List<String> steps,
        List<Effect> affected,
        int untouched) {

    static PlanView of(Plan plan) {
        return new PlanView(
                plan.operation(),
                plan.pluginId(),
                plan.fromVersion(),
                plan.toVersion(),
                plan.feasible(),
                plan.verdicts().stream().map(VerdictView::of).toList(),
                plan.steps(),
                plan.affected().stream()
                        .map(effect -> new Effect(effect.pluginId(), effect.effect(), effect.reason()))
                        .toList(),
                plan.untouched());
    }

    /** What would happen to a plugin. */
    record Effect(String pluginId, String effect, String reason) {}
}
