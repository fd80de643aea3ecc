package dev.pergola.api.node;

import dev.pergola.api.ExecutionContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** One node of a workflow, with its parameters set. Workflows are still to come: nothing runs nodes yet. */
@ConsumerType
public interface Node {
    /** What is wrong with these inputs, beyond what the specification says; empty where nothing is. */
    default List<String> validateInputs(Map<String, Object> inputs) {
        return List.of();
    }

    /** Does the node's work: inputs by port to outputs by port. */
    Map<String, Object> execute(Map<String, Object> inputs, ExecutionContext context) throws Exception;

    /** What this run will probably need. */
    default ResourceRequirement estimateResources(Map<String, Object> inputs) {
        return ResourceRequirement.LIGHT;
    }

    /** Outputs to use where execute threw; empty to let the failure stand. */
    default Optional<Map<String, Object>> onError(Exception failure, Map<String, Object> inputs) {
        return Optional.empty();
    }

    /**
     * Whether equal inputs and parameters always give equal outputs, so that the outputs may be kept under their
     * {@link NodeCacheKey}. Nothing keeps them yet; workflows will.
     */
    default boolean cacheable() {
        return false;
    }
}
