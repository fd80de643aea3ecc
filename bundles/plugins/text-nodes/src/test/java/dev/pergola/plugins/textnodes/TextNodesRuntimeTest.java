package dev.pergola.plugins.textnodes;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@PergolaTest
class TextNodesRuntimeTest {
    @Test
    void describesItsNodesAndNamesThemInItsMetadata(PluginClient nodes) {
        Result<List<String>> types = nodes.call(
                NodeProvider.class,
                (provider, context) -> provider.nodeTypes().stream()
                        .map(NodeSpecification::nodeType)
                        .toList());

        assertThat(types).succeeded();
        assertThat(nodes.info().metadata().nodeTypes()).containsExactlyInAnyOrderElementsOf(types.orElseThrow());
    }

    @Test
    void runsANode(PluginClient nodes) {
        assertThat(split(nodes, Map.of("by", "word", "separator", ",", "trim", true, "dropEmpty", true, "limit", 10)))
                .answer()
                .isEqualTo(Map.of("parts", List.of("call", "me", "Ishmael"), "count", 3));
    }

    @Test
    void endsACallWithWrongParametersAsRejected(PluginClient nodes) {
        assertThat(split(nodes, Map.of("by", "magic"))).endedAs(Status.REJECTED).hasMessageContaining("'by'");
    }

    private static Result<Map<String, Object>> split(PluginClient nodes, Map<String, Object> parameters) {
        return nodes.call(
                NodeProvider.class,
                (provider, context) -> provider.create("text-nodes.split", parameters)
                        .execute(Map.of("text", "call me Ishmael"), context));
    }
}
