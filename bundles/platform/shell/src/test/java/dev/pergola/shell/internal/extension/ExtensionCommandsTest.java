package dev.pergola.shell.internal.extension;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.extension.Analyzer;
import dev.pergola.api.extension.CommandGroup;
import dev.pergola.api.extension.DataSource;
import dev.pergola.api.extension.Exporter;
import dev.pergola.api.extension.Exporter.Document;
import dev.pergola.api.extension.Visualization;
import dev.pergola.api.extension.WorkflowAction;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeProvider;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.api.node.ParameterSpecification.Control;
import dev.pergola.api.node.PortSpecification;
import dev.pergola.api.node.ResourceRequirement;
import dev.pergola.shell.internal.fake.Gogo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ExtensionCommandsTest {
    private final Gogo gogo = new Gogo();

    @BeforeEach
    void extensions() {
        gogo.fakes.calls.add(
                Analyzer.class, "moods", "mood", (data, context) -> Map.of("mood", "good", "of", data), Map.of());
        gogo.fakes.calls.add(WorkflowAction.class, "moods", "cheer", new Cheer(), Map.of());
        gogo.fakes.calls.add(Exporter.class, "csv", "csv", new Csv("text/csv"), Map.of());
        gogo.fakes.calls.add(Exporter.class, "zip", "zip", new Csv("application/zip"), Map.of());
        gogo.fakes.calls.add(DataSource.class, "people", "people", new People(), Map.of());
        Visualization bars = (data, options, context) ->
                new Exporter.Document("image/svg+xml", (data + " " + options).getBytes(StandardCharsets.UTF_8));
        gogo.fakes.calls.add(Visualization.class, "charts", "bars", bars, Map.of());
        gogo.fakes.calls.add(CommandGroup.class, "people", "group", () -> "people", Map.of());
    }

    @AfterEach
    void close() {
        gogo.close();
    }

    @Test
    void listShowsWhatThereIs() throws Exception {
        assertThat(gogo.run("extension:list")).contains("TYPE", "Analyzer", "mood", "TaskProcessor", "wordcount");
        assertThat(gogo.run("extension:list analyzer")).contains("moods").doesNotContain("wordcount");
        assertThat(gogo.run("extension:list --plugin people --json"))
                .contains("\"plugin\" : \"people\"", "\"attributes\"");
        assertThat(gogo.fail("extension:list Analyser")).contains("Did you mean Analyzer?");
    }

    /** R200, R233. */
    @Test
    void nodesListsTheTypesOfNodes() throws Exception {
        assertThat(gogo.run("extension:nodes")).contains("No active plugin brings such nodes");
        NodeSpecification replace = new NodeSpecification(
                "text.replace",
                "Replace",
                "Text",
                "Replaces text.",
                "",
                "#aabbcc",
                List.of(PortSpecification.required("text", "text", "What to look at")),
                List.of(PortSpecification.optional("result", "text", "What came out", "none")),
                List.of(new ParameterSpecification(
                        "limit", "integer", "Limit", "How often", Optional.of(3), Map.of("minimum", 1), Control.INPUT)),
                ResourceRequirement.LIGHT);
        gogo.fakes.calls.add(NodeProvider.class, "texts", "nodes", new Nodes(List.of(replace)), Map.of());
        gogo.fakes.calls.add(NodeProvider.class, "sad", "nodes", new Nodes(List.of()), Map.of());
        assertThat(gogo.run("extension:nodes"))
                .contains("TYPE", "text.replace", "Replace", "result", "texts")
                .contains("sad did not tell its types of nodes: no nodes today");
        assertThat(gogo.run("extension:nodes text.replace"))
                .contains("Replaces text.", "What to look at", "required", "\"none\"", "limit", "integer", "3");
        assertThat(gogo.run("extension:nodes --category text --plugin texts --json"))
                .contains("\"node_type\" : \"text.replace\"", "\"minimum\" : 1", "\"plugin_id\" : \"texts\"");
        assertThat(gogo.run("extension:nodes --category other --plugin texts"))
                .contains("No active plugin brings such nodes");
        assertThat(gogo.fail("extension:nodes text.replac"))
                .contains("No active plugin brings", "Did you mean text.replace?");
    }

    @Test
    void everyTypeThatTakesAndGivesJsonCanBeCalled() throws Exception {
        assertThat(gogo.run("extension:call Analyzer moods --input '{\"a\":1}'"))
                .contains("\"mood\" : \"good\"", "\"a\" : 1");
        assertThat(gogo.run("extension:call WorkflowAction moods --name cheer")).contains("\"cheered\" : true");
        assertThat(gogo.run("extension:call Exporter csv"))
                .contains("\"media_type\" : \"text/csv\"", "\"text\" : \"a;b\"");
        assertThat(gogo.run("extension:call Exporter zip")).contains("\"base64\" : \"YTti\"");
        assertThat(gogo.run("extension:call DataSource people --cursor x --limit 5 --json"))
                .contains("\"cursor\" : \"x5\"", "\"name\" : \"Ada\"", "\"status\" : \"success\"");
        assertThat(gogo.run("extension:call Visualization charts --input '{\"a\":1}' --options '{\"width\":2}'"))
                .contains("{a=1} {width=2}");
        assertThat(gogo.run("extension:call TaskProcessor wordcount --task-type T --input '{\"text\":\"a\"}'"))
                .contains("\"words\" : 1", "\"type\" : \"T\"");
        assertThat(gogo.fakes.calls.made).contains("extension:call Analyzer by shell");
    }

    @Test
    void othersCannotAndTheErrorSaysWhichCan() {
        assertThat(gogo.fail("extension:call CommandGroup people"))
                .contains("A CommandGroup cannot be called from the shell", "TaskProcessor, Analyzer");
        assertThat(gogo.fail("extension:call Analizer moods")).contains("Did you mean Analyzer?");
        assertThat(gogo.fail("extension:call Analyzer mods"))
                .contains("No active plugin mods has a Analyzer", "Did you mean moods?");
        assertThat(gogo.fail("extension:call Analyzer moods --name mod"))
                .contains("no Analyzer mod", "Did you mean mood?");
        assertThat(gogo.fail("extension:call DataSource people --limit 0")).contains("--limit takes a number from 1");
    }

    @Test
    void anEmptyPlatformSaysSo() throws Exception {
        gogo.fakes.calls.entries.clear();
        assertThat(gogo.run("extension:list")).contains("No active plugin adds anything");
        assertThat(gogo.fail("extension:call Analyzer moods")).contains("No plugin has one");
    }

    private static final class Cheer implements WorkflowAction {
        @Override
        public String action() {
            return "cheer";
        }

        @Override
        public Map<String, Object> perform(Map<String, Object> input, ExecutionContext context) {
            return Map.of("cheered", true);
        }
    }

    private record Csv(String mediaType) implements Exporter {
        @Override
        public String format() {
            return "csv";
        }

        @Override
        public Document export(Map<String, Object> data, ExecutionContext context) {
            return new Document(mediaType, "a;b".getBytes(StandardCharsets.UTF_8));
        }
    }

    private static final class People implements DataSource {
        @Override
        public Map<String, Object> schema() {
            return Map.of();
        }

        @Override
        public Page query(Query query, ExecutionContext context) {
            return new Page(List.of(Map.of("name", "Ada")), query.cursor() + query.limit());
        }
    }

    /** Brings types of nodes; none is a failure. */
    private record Nodes(List<NodeSpecification> nodes) implements NodeProvider {
        @Override
        public List<NodeSpecification> nodeTypes() {
            if (nodes.isEmpty()) throw new IllegalStateException("no nodes today");
            return nodes;
        }

        @Override
        public Node create(String nodeType, Map<String, Object> parameters) {
            throw new UnsupportedOperationException();
        }
    }
}
