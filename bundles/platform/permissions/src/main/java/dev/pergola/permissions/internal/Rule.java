package dev.pergola.permissions.internal;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.Risk;
import java.util.List;
import java.util.Optional;

/**
 * A rule of the site.
 *
 * @param grants whether it grants without asking, or denies
 * @param permissions a name, {@code group.*}, {@code *}, or {@code risk:} and a level
 * @param target what it applies to; empty for the whole of each permission, or what the vocabulary says where one is granted
 *     by its name
 * @param plugins to whom
 * @param publisher of which publisher they have to be, by name or fingerprint; empty for any
 * @param trust how far they have to be trusted at least to be granted it, or at most to be denied it
 * @param bounds what else has to be so
 * @param origin where the rule is written
 */
record Rule(
        boolean grants,
        String permissions,
        String target,
        PluginPattern plugins,
        Optional<String> publisher,
        Optional<Provenance.Trust> trust,
        Bounds bounds,
        String origin) {
    private static final String RISK = "risk:";

    /** Whether it depends on whom a jar comes from. */
    boolean asksForProvenance() {
        return publisher.isPresent() || trust.isPresent();
    }

    /** Where it is not known whom a plugin comes from, only rules apply that do not ask for that. */
    boolean appliesTo(String pluginId, Optional<Provenance> from) {
        if (!plugins.matches(pluginId)) return false;
        return !asksForProvenance() || from.filter(this::fits).isPresent();
    }

    private boolean fits(Provenance from) {
        if (publisher.isPresent() && !publisher.equals(from.publisher()) && !publisher.equals(from.fingerprint()))
            return false;
        return trust.map(level -> grants
                        ? from.trust().compareTo(level) >= 0
                        : from.trust().compareTo(level) <= 0)
                .orElse(true);
    }

    /** What it grants or denies. */
    List<Extent> extents(Vocabulary vocabulary) {
        if (isOneName()) {
            String written = target.isEmpty() && !grants ? "*" : target;
            Term term = vocabulary.term(permissions);
            boolean whole = written.isEmpty() && term.syntax().otherwise().isEmpty();
            return List.of(vocabulary.extent(permissions, whole ? "*" : written));
        }
        return vocabulary.terms().stream()
                .filter(this::selects)
                .map(term -> vocabulary.extent(term.name(), target.isEmpty() ? "*" : target))
                .toList();
    }

    boolean isOneName() {
        return !permissions.endsWith("*") && !permissions.startsWith(RISK);
    }

    private boolean selects(Term term) {
        if (permissions.equals("*")) return true;
        if (permissions.startsWith(RISK)) {
            int level = Risk.valueOf(permissions.substring(RISK.length()).toUpperCase(java.util.Locale.ROOT))
                    .ordinal();
            return grants ? term.risk().ordinal() <= level : term.risk().ordinal() >= level;
        }
        return term.name().startsWith(permissions.substring(0, permissions.length() - 1));
    }
}
