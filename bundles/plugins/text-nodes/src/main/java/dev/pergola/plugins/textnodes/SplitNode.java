package dev.pergola.plugins.textnodes;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.PortSpecification;
import dev.pergola.api.node.ResourceRequirement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Splits a text into parts. */
final class SplitNode implements Node {
    static final String TYPE = "text-nodes.split";
    private static final int MAX_PARTS = 100_000;
    static final NodeSpecification SPECIFICATION = new NodeSpecification(
            TYPE,
            "Split",
            Specifications.CATEGORY,
            "Splits a text into lines, paragraphs, words, or at a separator.",
            "split",
            Specifications.COLOR,
            List.of(PortSpecification.required("text", "text", "The text to split")),
            List.of(
                    PortSpecification.required("parts", "list", "The parts, in order"),
                    PortSpecification.required("count", "number", "How many parts there are")),
            List.of(
                    Specifications.choice(
                            "by", "By", "Where to split", List.of("line", "paragraph", "word", "separator"), "line"),
                    Specifications.text("separator", "Separator", "Where to split, if by separator", ","),
                    Specifications.flag("trim", "Trim", "Whether white space around parts goes", true),
                    Specifications.flag("dropEmpty", "Drop empty parts", "Whether empty parts go", true),
                    Specifications.number(
                            "limit", "At most", "More parts than this are an error", 1, MAX_PARTS, 10_000)),
            ResourceRequirement.LIGHT);

    private final Pattern boundary;
    private final boolean trim;
    private final boolean dropEmpty;
    private final int limit;

    SplitNode(Parameters parameters) {
        By by = By.of(parameters.text("by"));
        String separator = parameters.text("separator");
        if (by == By.SEPARATOR && separator.isEmpty()) throw new InvalidInputException("'separator' must not be empty");
        boundary = Pattern.compile(by.boundary.orElseGet(() -> Pattern.quote(separator)));
        trim = parameters.flag("trim");
        dropEmpty = parameters.flag("dropEmpty");
        limit = parameters.number("limit", 1, MAX_PARTS);
    }

    @Override
    public Map<String, Object> execute(Map<String, Object> inputs, ExecutionContext context) {
        String text = new Parameters(inputs).text("text");
        List<String> parts = boundary.splitAsStream(text)
                .map(part -> trim ? part.strip() : part)
                .filter(part -> !(dropEmpty && part.isEmpty()))
                .limit(limit + 1L)
                .toList();
        if (parts.size() > limit) {
            throw new InvalidInputException("The text has more than " + limit + " parts; raise 'limit' or split first");
        }
        return Map.of("parts", parts, "count", parts.size());
    }

    @Override
    public boolean cacheable() {
        return true;
    }

    private enum By {
        LINE("\\R"),
        PARAGRAPH("(?>\\R)(?>[ \\t]*+\\R)+"),
        WORD("\\s+"),
        SEPARATOR(Optional.empty());

        private final Optional<String> boundary;

        By(String boundary) {
            this(Optional.of(boundary));
        }

        By(Optional<String> boundary) {
            this.boundary = boundary;
        }

        static By of(String name) {
            for (By by : values()) {
                if (by.name().toLowerCase(Locale.ROOT).equals(name)) return by;
            }
            throw new InvalidInputException("'by' must be line, paragraph, word or separator, but is: " + name);
        }
    }
}
