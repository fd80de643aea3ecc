package dev.pergola.plugins.textnodes;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.node.Node;
import dev.pergola.api.node.NodeSpecification;
import dev.pergola.api.node.PortSpecification;
import dev.pergola.api.node.ResourceRequirement;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Replaces what a regular expression matches. */
final class ReplaceNode implements Node {
    static final String TYPE = "text-nodes.replace";
    static final NodeSpecification SPECIFICATION = new NodeSpecification(
            TYPE,
            "Replace",
            Specifications.CATEGORY,
            "Replaces what a regular expression matches.",
            "replace",
            Specifications.COLOR,
            List.of(PortSpecification.required("text", "text", "The text to work on")),
            List.of(
                    PortSpecification.required("text", "text", "The text with the replacements"),
                    PortSpecification.required("count", "number", "How many replacements were made")),
            List.of(
                    Specifications.requiredText("pattern", "Pattern", "A Java regular expression"),
                    Specifications.text(
                            "replacement", "Replacement", "What comes in its place; $1 is the first group", ""),
                    Specifications.flag("ignoreCase", "Ignore case", "Whether A matches a", false)),
            ResourceRequirement.LIGHT);

    /** Looks at characters for one text: a linear pattern needs a few for each, a runaway pattern more than any. */
    private static final long LOOKS_PER_CHARACTER = 200;

    private static final long LEAST_LOOKS = 1_000_000;
    private final Pattern pattern;
    private final String replacement;

    ReplaceNode(Parameters parameters) {
        int flags = parameters.flag("ignoreCase") ? Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE : 0;
        try {
            pattern = Pattern.compile(parameters.text("pattern"), flags);
        } catch (PatternSyntaxException e) {
            throw new InvalidInputException(
                    "'pattern' is no regular expression: " + e.getDescription() + " at index " + e.getIndex());
        } catch (StackOverflowError e) {
            throw new InvalidInputException("'pattern' nests too deep");
        }
        replacement = parameters.text("replacement");
    }

    @Override
    public Map<String, Object> execute(Map<String, Object> inputs, ExecutionContext context) {
        String text = new Parameters(inputs).text("text");
        long looks = Math.max(LEAST_LOOKS, LOOKS_PER_CHARACTER * text.length());
        try {
            return replace(pattern.matcher(new BoundedText(text, looks, context)));
        } catch (StackOverflowError e) {
            // A matcher recurses for every repetition of a group: (a|b)* on a long text is enough.
            throw new InvalidInputException("The pattern repeats a group too often on this text; use a character class"
                    + " such as [ab]* or a possessive quantifier such as (a|b)*+");
        } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new InvalidInputException("'replacement' does not fit the pattern: " + e.getMessage());
        }
    }

    @Override
    public boolean cacheable() {
        return true;
    }

    private Map<String, Object> replace(Matcher matcher) {
        StringBuilder replaced = new StringBuilder();
        int count = 0;
        while (matcher.find()) {
            matcher.appendReplacement(replaced, replacement);
            count++;
            bound(replaced);
        }
        matcher.appendTail(replaced);
        bound(replaced);
        return Map.of("text", replaced.toString(), "count", count);
    }

    private static void bound(StringBuilder replaced) {
        if (replaced.length() > Parameters.MAX_TEXT) {
            throw new InvalidInputException(
                    "With the replacements, the text would have more than " + Parameters.MAX_TEXT + " characters");
        }
    }
}
