package dev.pergola.permissions.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService.PublisherChange;
import dev.pergola.permissions.PermissionService.PublisherDecision;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.internal.Asked.Jar;
import dev.pergola.store.PermissionDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What is decided about all plugins of a publisher at once. */
final class Publishers {
    private static final int LONGEST = 255;

    private final PermissionCore core;
    private final PluginManager plugins;

    Publishers(PermissionCore core, PluginManager plugins) {
        this.core = core;
        this.plugins = plugins;
    }

    List<PublisherDecision> all() {
        return core.decisions().book().about("").stream()
                .map(decision -> new PublisherDecision(decision.publisher(), Overview.decision(decision)))
                .toList();
    }

    PublisherChange grant(String publisher, Extent extent, Terms terms, String actor) {
        checkName(publisher);
        PermissionDecision granted =
                core.decisions().granted("", publisher, extent, PermissionDesk.bounds(core, terms), actor);
        core.decisions().record(List.of(granted), "grant", "GRANTED", actor, terms.reason());
        List<String> notes = new ArrayList<>();
        if (!core.origins().knows(publisher)) {
            notes.add(
                    "This site knows no publisher of this name and no key of this fingerprint, see trust:list; it holds"
                            + " for what such a one has signed, once it comes");
        }
        return changed(publisher, notes, actor);
    }

    PublisherChange revoke(String publisher, Extent within, String actor) {
        // Folders of a plugin's own are the same for all: what counts is what is written.
        Places places = core.settings().folders().of("any");
        List<PermissionDecision> granted = core.decisions().book().about("").stream()
                .filter(decision -> decision.granted() && decision.publisher().equals(publisher))
                .filter(decision ->
                        core.vocabulary().covers(within, new Extent(decision.permission(), decision.target()), places))
                .toList();
        core.decisions().revoke(granted, actor);
        return changed(
                publisher,
                granted.isEmpty() ? List.of("Nothing of that was granted to the publisher " + publisher) : List.of(),
                actor);
    }

    private static void checkName(String publisher) {
        boolean odd = publisher.isBlank()
                || publisher.length() > LONGEST
                || publisher.chars().anyMatch(c -> c < ' ' || c == 0x7F);
        if (odd) {
            throw new IllegalArgumentException("A publisher is named as trust:list has it, or by the fingerprint of its"
                    + " key, in at most " + LONGEST + " characters");
        }
    }

    /** In force at once; what was held for want of it goes on. */
    private PublisherChange changed(String publisher, List<String> notes, String actor) {
        core.enforce();
        List<DeploymentReport> deployments = new ArrayList<>();
        for (Jar held : core.asked().held()) {
            boolean decided = core.gatekeeper()
                    .undecided(held.metadata(), Optional.of(held.from()))
                    .isEmpty();
            if (decided) deployments.add(plugins.reconsider(held.metadata().id(), actor));
        }
        return new PublisherChange(
                all().stream().filter(one -> one.publisher().equals(publisher)).toList(), notes, deployments);
    }
}
