package dev.pergola.api.node;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** The extension point for node types. */
@ConsumerType
public interface NodeProvider {
    /** The node types that this plugin brings. */
    List<NodeSpecification> nodeTypes();

    /**
     * Makes a node. For workflows, which are still to come: nothing calls this yet.
     *
     * @param nodeType one of {@link #nodeTypes()}
     * @param parameters values for its parameters, defaults filled in and constraints met
     */
    Node create(String nodeType, Map<String, Object> parameters);
}
