package dev.pergola.plugins.textnodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.ParameterSpecification;
import dev.pergola.testing.fake.FakeExecutionContext;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextNodesTest {
    private final TextNodes provider = new TextNodes();
    private final FakeExecutionContext context = FakeExecutionContext.of("text-nodes");

    @Test
    void describesBothTypesAsAnEditorNeedsThem() throws Exception {
        assertThat(provider.nodeTypes())
                .extracting(NodeSpecification::nodeType)
                .containsExactly("text-nodes.replace", "text-nodes.split");
        assertThat(provider.nodeTypes()).allSatisfy(type -> {
            assertThat(type.color()).matches("#[0-9a-f]{6}");
            assertThat(type.inputs()).isNotEmpty();
            assertThat(type.outputs()).isNotEmpty();
            assertThat(type.parameters())
                    .extracting(ParameterSpecification::name)
                    .doesNotHaveDuplicates();
        });
    }

    @Test
    void replacesByPatternAndCounts() throws Exception {
        Map<String, Object> outputs =
                replace(Map.of("pattern", "(\\w+)@(\\w+)", "replacement", "$2 at $1"), "a@b and c@d");

        assertThat(outputs).isEqualTo(Map.of("text", "b at a and d at c", "count", 2));
    }

    @Test
    void ignoresCaseOfAnyScriptWhereAsked() throws Exception {
        assertThat(replace(Map.of("pattern", "ÄÖ", "ignoreCase", true), "äö!")).containsEntry("text", "!");
    }

    @Test
    void handlesALargeTextWithAnOrdinaryPattern() throws Exception {
        String text = "the whale and the sea ".repeat(50_000);

        assertThat(replace(Map.of("pattern", "\\b(whale|sea)\\b", "replacement", "<$1>"), text))
                .containsEntry("count", 100_000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"(.*a){20}b", "(a+)+\\1b", "(a*)*\\1c"})
    void givesUpOnPatternsThatExplode(String pattern) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThatThrownBy(() -> replace(Map.of("pattern", pattern), "a".repeat(60)))
                        .isInstanceOf(InvalidInputException.class)
                        .hasMessageContaining("too long"));
    }

    @Test
    void givesUpOnPatternsThatRecurseTooDeep() throws Exception {
        assertThatThrownBy(() -> replace(Map.of("pattern", "(a|b)*c"), "ab".repeat(200_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("(a|b)*+");
    }

    @Test
    void endsSoonAfterTheCallIsCancelled() throws Exception {
        context.cancel();

        assertThatThrownBy(() -> replace(Map.of("pattern", "(.*a){20}b"), "a".repeat(60)))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void refusesAReplacementThatGrowsWithoutEnd() throws Exception {
        assertThatThrownBy(() -> replace(Map.of("pattern", ".", "replacement", "x".repeat(1000)), "a".repeat(10_000)))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("would have more than");
    }

    @Test
    void saysWhatIsWrongWithAPatternOrReplacement() throws Exception {
        assertThatThrownBy(() -> replace(Map.of("pattern", "(a"), "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'pattern'");
        assertThatThrownBy(() -> replace(Map.of("pattern", "(".repeat(100_000)), "a"))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> replace(Map.of("pattern", "a", "replacement", "$1"), "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'replacement'");
        assertThatThrownBy(() -> replace(Map.of("pattern", "a", "replacement", "${b}"), "a"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("'replacement'");
    }

    @Test
    void splitsByLineParagraphWordAndSeparator() throws Exception {
        String text = "one two\r\nthree\n \n\nfour, five";

        assertThat(split(Map.of(), text)).isEqualTo(List.of("one two", "three", "four, five"));
        assertThat(split(Map.of("by", "paragraph"), text)).isEqualTo(List.of("one two\r\nthree", "four, five"));
        assertThat(split(Map.of("by", "word"), text)).isEqualTo(List.of("one", "two", "three", "four,", "five"));
        assertThat(split(Map.of("by", "separator"), text)).isEqualTo(List.of("one two\r\nthree\n \n\nfour", "five"));
    }

    @Test
    void takesASeparatorLiterally() throws Exception {
        assertThat(split(Map.of("by", "separator", "separator", ".*"), "a.*b.c"))
                .isEqualTo(List.of("a", "b.c"));
    }

    @Test
    void keepsEmptyPartsAndWhiteSpaceWhereAsked() throws Exception {
        assertThat(split(Map.of("by", "separator", "trim", false, "dropEmpty", false), "a, ,,b"))
                .isEqualTo(List.of("a", " ", "", "b"));
    }

    @Test
    void refusesMorePartsThanTheLimit() throws Exception {
        assertThatThrownBy(() -> split(Map.of("limit", 2), "a\nb\nc"))
                .isInstanceOf(InvalidInputException.class)
                .hasMessageContaining("more than 2 parts");
        assertThat(split(Map.of("limit", 3), "a\nb\nc")).isEqualTo(List.of("a", "b", "c"));
    }

    @Test
    void refusesParametersAndInputsThatAreNone() throws Exception {
        assertThatThrownBy(() -> split(Map.of("by", "magic"), "")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> split(Map.of("by", "separator", "separator", ""), ""))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> split(Map.of("limit", 0), "")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> split(Map.of("trim", "yes"), "")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> node("text-nodes.split", Map.of()).execute(Map.of("text", 5), context))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> split(Map.of(), "a".repeat(Parameters.MAX_TEXT + 1)))
                .isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> provider.create("text-nodes.join", Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("text-nodes.split");
    }

    @Test
    void givesEqualOutputsForEqualInputs() throws Exception {
        assertThat(node("text-nodes.split", Map.of()).cacheable()).isTrue();
        assertThat(node("text-nodes.replace", Map.of("pattern", "a")).cacheable())
                .isTrue();
    }

    private Map<String, Object> replace(Map<String, Object> parameters, String text) throws Exception {
        return node("text-nodes.replace", parameters).execute(Map.of("text", text), context);
    }

    private Object split(Map<String, Object> parameters, String text) throws Exception {
        Map<String, Object> outputs = node("text-nodes.split", parameters).execute(Map.of("text", text), context);
        assertThat(outputs).containsEntry("count", ((List<?>) outputs.get("parts")).size());
        return outputs.get("parts");
    }

    /** As the platform does it: defaults filled in. */
    private Node node(String type, Map<String, Object> given) {
        Map<String, Object> parameters = new HashMap<>();
        for (NodeSpecification specification : provider.nodeTypes()) {
            if (!specification.nodeType().equals(type)) continue;
            specification
                    .parameters()
                    .forEach(each -> each.defaultValue().ifPresent(value -> parameters.put(each.name(), value)));
        }
        parameters.putAll(given);
        return provider.create(type, parameters);
    }
}
