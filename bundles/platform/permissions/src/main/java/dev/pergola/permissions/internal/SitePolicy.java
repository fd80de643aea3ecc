package dev.pergola.permissions.internal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of the site: those of the configuration, and those of the policy file, which is read again when it has
 * changed. Where it cannot be read, the rules that were last read hold on, and nothing new is let in.
 */
final class SitePolicy {
    private static final Logger LOG = LoggerFactory.getLogger(SitePolicy.class);
    private static final long LARGEST = 1024 * 1024;
    private static final String DEFAULTS = "plugins.security.default-permissions";

    private final Path file;
    private final List<Rule> defaults;
    private final Vocabulary vocabulary;
    private State state;

    /** What is known of the file. */
    private record State(@Nullable Version version, List<Rule> rules, Optional<String> trouble) {}

    /** By what a change of the file is seen. */
    private record Version(
            FileTime time, long size, @Nullable Object key) {}

    SitePolicy(Path file, List<String> defaults, Vocabulary vocabulary) {
        this.file = file;
        this.defaults = defaults.stream().map(SitePolicy::byDefault).toList();
        this.vocabulary = vocabulary;
        for (Rule rule : this.defaults) {
            complaint(rule).ifPresent(complaint -> LOG.warn("{} grants nothing by this: {}", DEFAULTS, complaint));
        }
        this.state = new State(null, List.of(), Optional.empty());
    }

    /** All rules; those of the configuration last. */
    synchronized List<Rule> rules() {
        refresh();
        List<Rule> all = new ArrayList<>(state.rules);
        // Plugins that bring permissions come and go: an entry that makes no sense now may do so later.
        defaults.stream().filter(rule -> complaint(rule).isEmpty()).forEach(all::add);
        return List.copyOf(all);
    }

    private static Rule byDefault(String entry) {
        String[] words = entry.trim().split("[\\s=]+", 2);
        String target = words.length > 1 ? words[1] : "";
        return new Rule(
                true,
                words[0],
                target,
                new PluginPattern("*"),
                Optional.empty(),
                Optional.empty(),
                Bounds.NONE,
                DEFAULTS);
    }

    private Optional<String> complaint(Rule rule) {
        try {
            rule.extents(vocabulary);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /** What keeps the file from being read; empty where all is well. */
    synchronized Optional<String> trouble() {
        refresh();
        return state.trouble;
    }

    private void refresh() {
        try {
            @Nullable Version version = version();
            if (state.version != null && Objects.equals(version, state.version)) return;
            if (version == null) {
                state = new State(null, List.of(), Optional.empty());
                return;
            }
            if (version.size > LARGEST) throw new IOException("it is larger than 1 MiB");
            List<Rule> rules = new PolicyFile(file.toString(), vocabulary).parse(Files.readString(file));
            state = new State(version, rules, Optional.empty());
        } catch (IOException e) {
            keep(file + " cannot be read: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            keep(String.valueOf(e.getMessage()));
        }
    }

    private void keep(String trouble) {
        if (!state.trouble.equals(Optional.of(trouble))) LOG.error("The permissions policy is not used: {}", trouble);
        state = new State(null, state.rules, Optional.of(trouble));
    }

    private @Nullable Version version() throws IOException {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            return new Version(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
        } catch (NoSuchFileException none) {
            return null;
        }
    }
}
