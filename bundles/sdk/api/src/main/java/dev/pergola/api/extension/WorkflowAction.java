package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** A step that a workflow can take. */
@ConsumerType
public interface WorkflowAction {
    /** The action's name, unique within the plugin. */
    String action();

    /** Takes the step. */
    Map<String, Object> perform(Map<String, Object> input, ExecutionContext context) throws Exception;
}
