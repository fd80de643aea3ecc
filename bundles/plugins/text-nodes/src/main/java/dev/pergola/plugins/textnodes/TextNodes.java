package dev.pergola.plugins.textnodes;

import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.NodeTypes;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.api.node.NodeSpecification;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Brings the node types. */
@Plugin(
        id = "text-nodes",
        name = "Text nodes",
        author = "Pergola",
        description = "Workflow nodes for text: replace by pattern, and split.",
        license = "Apache-2.0",
        category = "text",
        tags = {"sample", "nodes", "workflow"})
@NodeTypes({ReplaceNode.TYPE, SplitNode.TYPE})
@Component
@Named("text-nodes")
public final class TextNodes implements NodeProvider {
    @Override
    public List<NodeSpecification> nodeTypes() {
        return List.of(ReplaceNode.SPECIFICATION, SplitNode.SPECIFICATION);
    }

    @Override
    public Node create(String nodeType, Map<String, Object> parameters) {
        return switch (nodeType) {
            case ReplaceNode.TYPE -> new ReplaceNode(new Parameters(parameters));
            case SplitNode.TYPE -> new SplitNode(new Parameters(parameters));
            default ->
                throw new IllegalArgumentException("There is no node type " + nodeType + " here, only "
                        + nodeTypes().stream().map(NodeSpecification::nodeType).toList());
        };
    }
}
