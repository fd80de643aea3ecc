package dev.pergola.vetting.internal.scan;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.internal.code.CallGraph;
import dev.pergola.vetting.internal.code.CallGraph.Step;
import dev.pergola.vetting.internal.code.ClassCode;
import dev.pergola.vetting.internal.code.MethodCode;
import java.util.ArrayList;
import java.util.List;

/** Shows how the code comes to a place: from where somebody enters it, call by call. */
public final class Evidences {
    private static final int MAX_STEPS = 12;

    private Evidences() {}

    /** The way to a place in a method, the place itself last. */
    public static List<Evidence> path(CallGraph graph, ClassCode type, MethodCode method, int line, String detail) {
        List<Step> steps = graph.path(method);
        List<Evidence> evidence = new ArrayList<>();
        for (int i = 0; i + 1 < steps.size(); i++) {
            // Of a long way, where it begins and where it ends.
            if (i >= MAX_STEPS / 2 && i < steps.size() - MAX_STEPS / 2) continue;
            Step step = steps.get(i);
            Step next = steps.get(i + 1);
            String leads = (next.why().isEmpty() ? "calls " : "leads to ") + place(next);
            evidence.add(evidence(step.type(), step.method(), next.line(), why(step, i == 0) + leads));
        }
        String entry = steps.size() == 1 ? why(steps.get(0), true) : "";
        evidence.add(evidence(type, method, line, entry + detail));
        return evidence;
    }

    private static String why(Step step, boolean first) {
        return first && !step.why().isEmpty() ? step.why() + "; " : "";
    }

    private static String place(Step step) {
        return step.type().name().replace('/', '.') + "." + step.method()
                + (step.why().isEmpty() ? "" : ", which " + step.why());
    }

    private static Evidence evidence(ClassCode type, MethodCode method, int line, String detail) {
        return new Evidence(
                Findings.printable(type.place()),
                Findings.printable(method.toString()),
                line,
                Findings.printable(detail));
    }
}
