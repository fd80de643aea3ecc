package dev.pergola.benchmarks.pf4j;

import java.util.Map;
import org.pf4j.ExtensionPoint;

/** Does a task: what {@link dev.pergola.api.extension.TaskProcessor} is to Pergola. */
public interface Pf4jTask extends ExtensionPoint {
    /** Does it. */
    Map<String, Object> process(Map<String, Object> input);
}
