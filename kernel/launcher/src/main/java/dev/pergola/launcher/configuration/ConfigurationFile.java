package dev.pergola.launcher.configuration;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * Reads the YAML file into what it says about each key. Only the tree of nodes is used, never YAML's own types: so
 * every error has its line and column, and no tag can make a class.
 */
final class ConfigurationFile {
    private static final int MAX_BYTES = 1 << 20;

    private final Path file;
    private final Path base;
    private final List<ConfigurationProblem> problems;
    private final Map<String, Given> given = new LinkedHashMap<>();

    private ConfigurationFile(Path file, Path base, List<ConfigurationProblem> problems) {
        this.file = file;
        this.base = base;
        this.problems = problems;
    }

    /**
     * Reads one file.
     *
     * @param base folder that relative paths in it start at
     * @param problems receives what is wrong with it
     */
    static List<Given> read(Path file, Path base, List<ConfigurationProblem> problems) {
        ConfigurationFile reader = new ConfigurationFile(file, base, problems);
        reader.read();
        return List.copyOf(reader.given.values());
    }

    private void read() {
        try {
            if (Files.size(file) > MAX_BYTES) {
                problem(file.toString(), "", "the file is larger than 1 MiB", "a configuration file is a few KiB");
                return;
            }
            String text = Files.readString(file);
            // As it comes with the installation: no need to load a parser for that.
            if (text.lines().allMatch(line -> line.isBlank() || line.startsWith("#"))) return;
            Node root = parser().compose(new StringReader(text));
            if (root == null || Tag.NULL.equals(root.getTag())) return;
            if (root instanceof MappingNode mapping) {
                mapping(mapping, "");
            } else {
                problem(where(root), "", "the file holds no keys", "write lines such as \"http.port: 8080\"");
            }
        } catch (MarkedYAMLException syntax) {
            Mark mark = syntax.getProblemMark();
            problem(
                    mark == null ? file.toString() : where(mark),
                    "",
                    "this is not YAML: " + syntax.getProblem(),
                    "check indentation, quotes and brackets around this place");
        } catch (YAMLException refused) {
            problem(
                    file.toString(),
                    "",
                    "this is not YAML: " + firstLine(refused),
                    "the file must be plain YAML text, with few aliases and little nesting");
        } catch (CharacterCodingException encoding) {
            problem(file.toString(), "", "the file is not UTF-8 text", "save it as UTF-8");
        } catch (IOException unreadable) {
            problem(
                    file.toString(),
                    "",
                    "cannot be read (" + unreadable.getClass().getSimpleName() + ")",
                    "check that the file exists and that this user may read it");
        }
    }

    private static Yaml parser() {
        LoaderOptions bounds = new LoaderOptions();
        bounds.setCodePointLimit(MAX_BYTES);
        bounds.setMaxAliasesForCollections(10);
        bounds.setNestingDepthLimit(20);
        return new Yaml(new SafeConstructor(bounds));
    }

    private void mapping(MappingNode mapping, String prefix) {
        for (NodeTuple entry : mapping.getValue()) {
            Node name = entry.getKeyNode();
            if (name instanceof ScalarNode scalar) {
                value(prefix + scalar.getValue(), scalar, entry.getValueNode());
            } else {
                problem(where(name), prefix, "a key must be a word", "write lines such as \"http.port: 8080\"");
            }
        }
    }

    private void value(String name, Node at, Node value) {
        boolean group = ConfigurationKeys.names().stream().anyMatch(key -> key.startsWith(name + "."));
        if (ConfigurationKeys.named(name).isPresent()) {
            leaf(name, at, value);
        } else if (group && value instanceof MappingNode mapping) {
            mapping(mapping, name + ".");
        } else if (group) {
            // A group with nothing in it is how a file looks whose keys are all commented out.
            if (!Tag.NULL.equals(value.getTag()))
                problem(where(value), name, "this is a group of keys, not a value", "indent the keys below it");
        } else {
            unknown(name, at);
        }
    }

    private void leaf(String name, Node at, Node value) {
        List<String> items = new ArrayList<>();
        if (value instanceof ScalarNode scalar && Tag.NULL.equals(scalar.getTag())) {
            problem(where(at), name, "it has no value", "give one, or comment the line out to have the default");
            return;
        } else if (value instanceof ScalarNode scalar) {
            items.add(scalar.getValue());
        } else if (value instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                if (item instanceof ScalarNode scalar && !Tag.NULL.equals(scalar.getTag())) {
                    items.add(scalar.getValue());
                } else {
                    problem(where(item), name, "an item of the list is not a plain value", "write one value an item");
                    return;
                }
            }
        } else {
            problem(where(value), name, "this is a value, not a group of keys", "write it as \"" + name + ": …\"");
            return;
        }
        Given before = given.put(name, new Given(name, List.copyOf(items), where(value), base));
        if (before != null)
            problem(where(at), name, "it is set twice, first at " + before.where(), "keep one of the two");
    }

    private void unknown(String name, Node at) {
        problem(where(at), name, "there is no such key", ConfigurationLoader.suggestion(name));
    }

    private void problem(String where, String key, String what, String remedy) {
        problems.add(new ConfigurationProblem(where, key, what, remedy));
    }

    private String where(Node node) {
        return where(node.getStartMark());
    }

    private String where(Mark mark) {
        return file + ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
    }

    private static String firstLine(Exception exception) {
        return String.valueOf(exception.getMessage()).lines().findFirst().orElse("unreadable");
    }
}
