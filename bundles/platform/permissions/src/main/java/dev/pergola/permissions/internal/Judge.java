package dev.pergola.permissions.internal;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.Standing;
import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Weighs what plugins ask for against what was decided, at one moment. Declared and granted make effective: what both
 * have in common. What is denied is not taken off here, since a pattern less another is no pattern; it comes first
 * wherever it is asked about.
 */
record Judge(Vocabulary vocabulary, Book book, List<Rule> rules, Instant now, Bounds.Here here) {
    /** How it stands, and who says so. */
    record Finding(Standing standing, String because) {}

    /** What is denied to some plugins, and who says so. */
    record Denied(PluginPattern plugins, Extent extent, Bounds bounds, String reason, String by, Instant at) {
        String because() {
            return "denied by " + by + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /** How it stands with something that a plugin asks for. */
    Finding finding(String pluginId, Extent request, Places places, Optional<Provenance> from) {
        Optional<Finding> denied = denials(pluginId, from)
                .filter(denial -> denial.bounds.hold(here, now, false))
                .filter(denial -> vocabulary.covers(denial.extent, request, places))
                .findFirst()
                .map(denial -> new Finding(Standing.DENIED, denial.because()));
        return denied.or(() -> decided(pluginId, request, places, from))
                .or(() -> granting(pluginId, request, places, from)
                        .map(rule -> new Finding(
                                Standing.BY_RULE,
                                "rule " + rule.origin() + rule.bounds().shown())))
                .orElse(new Finding(Standing.UNDECIDED, ""));
    }

    private Optional<Finding> decided(String pluginId, Extent request, Places places, Optional<Provenance> from) {
        List<PermissionDecision> about = about(pluginId, from);
        List<PermissionDecision> covering = about.stream()
                .filter(decision -> vocabulary.covers(extent(decision), request, places))
                .toList();
        Optional<PermissionDecision> whole =
                covering.stream().filter(this::isInForce).findFirst();
        if (whole.isPresent()) return Optional.of(finding(Standing.GRANTED, whole.get()));
        if (covering.isEmpty()) return Optional.empty();
        Optional<PermissionDecision> part = about.stream()
                .filter(this::isInForce)
                .filter(decision ->
                        vocabulary.common(extent(decision), request, places).isPresent())
                .findFirst();
        if (part.isPresent()) return Optional.of(finding(Standing.PARTLY_GRANTED, part.get()));
        PermissionDecision answer = covering.get(0);
        return Optional.of(
                finding(answer.granted() || answer.hasEnded() ? Standing.EXPIRED : Standing.REFUSED, answer));
    }

    private static Finding finding(Standing standing, PermissionDecision decision) {
        String to = decision.publisher().isEmpty() ? "" : ", to plugins of " + decision.publisher();
        return new Finding(
                standing,
                decision.grantedBy() + " at " + decision.grantedAt()
                        + bounds(decision, "").shown() + to);
    }

    private static Bounds bounds(PermissionDecision decision, String signer) {
        return new Bounds(decision.expiresAt(), decision.tier(), decision.isolation(), signer);
    }

    /** What was decided about a plugin, its publisher's included. */
    List<PermissionDecision> about(String pluginId, Optional<Provenance> from) {
        return Stream.concat(book.about(pluginId).stream(), book.about("").stream())
                .filter(decision -> decision.publisher().isEmpty()
                        || from.filter(origin -> isOf(decision.publisher(), origin))
                                .isPresent())
                .toList();
    }

    /** By name or fingerprint; and no name without a key, which is what can be held to. */
    private static boolean isOf(String publisher, Provenance from) {
        return from.fingerprint().isPresent()
                && (from.fingerprint().get().equals(publisher)
                        || from.publisher().filter(publisher::equals).isPresent());
    }

    /** The rule that grants all of a request without asking. */
    Optional<Rule> granting(String pluginId, Extent request, Places places, Optional<Provenance> from) {
        return rules.stream()
                .filter(Rule::grants)
                .filter(rule -> rule.appliesTo(pluginId, from))
                .filter(rule -> rule.bounds().until().map(now::isBefore).orElse(true))
                .filter(rule -> rule.extents(vocabulary).stream()
                        .anyMatch(extent -> vocabulary.covers(extent, request, places)))
                .findFirst();
    }

    /** What is denied to a plugin that comes from somebody. */
    Stream<Denied> denials(String pluginId, Optional<Provenance> from) {
        Stream<Denied> byRule =
                denyingRules().filter(rule -> rule.appliesTo(pluginId, from)).flatMap(this::denied);
        return Stream.concat(stored().filter(denial -> denial.plugins.matches(pluginId)), byRule);
    }

    /** What is denied to whomever, wherever it comes from; rules that ask for that are written down when they apply. */
    List<Denied> denials() {
        return Stream.concat(
                        stored(),
                        denyingRules().filter(rule -> !rule.asksForProvenance()).flatMap(this::denied))
                .toList();
    }

    /** What rules deny to a plugin because of whom it comes from. */
    List<Denied> denialsFor(String pluginId, Provenance from) {
        return denyingRules()
                .filter(Rule::asksForProvenance)
                .filter(rule -> rule.appliesTo(pluginId, Optional.of(from)))
                .flatMap(this::denied)
                .map(denied -> new Denied(
                        new PluginPattern(pluginId), denied.extent, denied.bounds, denied.reason, denied.by, denied.at))
                .toList();
    }

    private Stream<Rule> denyingRules() {
        return rules.stream().filter(rule -> !rule.grants());
    }

    private Stream<Denied> stored() {
        return book.denials().stream()
                .map(denial -> new Denied(
                        new PluginPattern(denial.plugins()),
                        new Extent(denial.permission(), denial.target()),
                        Bounds.NONE,
                        denial.reason(),
                        denial.deniedBy(),
                        denial.deniedAt()));
    }

    private Stream<Denied> denied(Rule rule) {
        return rule.extents(vocabulary).stream()
                .map(extent -> new Denied(rule.plugins(), extent, rule.bounds(), "", "rule " + rule.origin(), now));
    }

    /** What a plugin may do, denials aside: what it declares and was granted, and on what terms. */
    List<Effective> effective(String pluginId, List<Extent> declared, Places places, Optional<Provenance> from) {
        Set<Effective> all = new LinkedHashSet<>();
        for (PermissionDecision decision : about(pluginId, from)) {
            if (!isInForce(decision)) continue;
            String signer = decision.publisher().isEmpty()
                    ? ""
                    : from.flatMap(Provenance::fingerprint).orElseThrow();
            for (Extent asked : declared) {
                vocabulary
                        .common(asked, extent(decision), places)
                        .ifPresent(extent -> all.add(new Effective(extent, bounds(decision, signer))));
            }
        }
        List<Effective> widest = new ArrayList<>();
        for (Effective one : all) {
            boolean within =
                    all.stream().anyMatch(other -> isWithin(one, other, places) && !isWithin(other, one, places));
            if (!within) widest.add(one);
        }
        return widest;
    }

    private boolean isWithin(Effective one, Effective other, Places places) {
        return vocabulary.covers(other.extent(), one.extent(), places)
                && one.bounds().areWithin(other.bounds());
    }

    /** Whether its terms are met in this process, now. */
    boolean holdsHere(Effective one) {
        return one.bounds().hold(here, now, true);
    }

    private boolean isInForce(PermissionDecision decision) {
        return decision.granted()
                && decision.expiresAt().map(end -> end.isAfter(now)).orElse(true);
    }

    private static Extent extent(PermissionDecision decision) {
        return new Extent(decision.permission(), decision.target());
    }

    static PermissionDenial stored(Denied denied) {
        return new PermissionDenial(
                denied.plugins.text(),
                denied.extent.permission(),
                denied.extent.target(),
                denied.reason,
                denied.by,
                denied.at);
    }
}
