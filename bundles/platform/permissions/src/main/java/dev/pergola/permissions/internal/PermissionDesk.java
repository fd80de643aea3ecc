package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.permissions.internal.Asked.Jar;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDenial;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Where operators decide. */
@Component
public final class PermissionDesk implements PermissionService {
    private final PermissionCore core;
    private final PluginManager plugins;
    private final Overview overview;
    private final Publishers publishers;

    /** Beside the core, which has to be there before the plugins. */
    @Activate
    public PermissionDesk(@Reference PermissionCore core, @Reference PluginManager plugins) {
        this.core = core;
        this.plugins = plugins;
        this.overview = new Overview(core);
        this.publishers = new Publishers(core, plugins);
    }

    @Override
    public List<PermissionDefinition> vocabulary() {
        return core.vocabulary().terms().stream().map(Term::definition).toList();
    }

    @Override
    public boolean enforced() {
        return core.enforced();
    }

    @Override
    public List<PluginPermissions> list() {
        Set<String> ids = new TreeSet<>();
        plugins.list().forEach(plugin -> ids.add(plugin.metadata().id()));
        return ids.stream().map(this::of).toList();
    }

    @Override
    public PluginPermissions of(String pluginId) {
        Optional<PluginMetadata> metadata = asking(pluginId);
        boolean known =
                metadata.isPresent() || !core.decisions().book().about(pluginId).isEmpty();
        if (!known) throw new PluginNotFoundException(pluginId);
        return overview.of(pluginId, metadata, from(pluginId), local(pluginId));
    }

    /** The version that waits for a decision, or else the current one. */
    private Optional<PluginMetadata> asking(String pluginId) {
        return core.asked()
                .held(pluginId)
                .map(Jar::metadata)
                .or(() -> plugins.find(pluginId).map(PluginInfo::metadata));
    }

    private Optional<Provenance> from(String pluginId) {
        return core.asked()
                .held(pluginId)
                .map(Jar::from)
                .or(() ->
                        plugins.find(pluginId).flatMap(plugin -> core.origins().of(plugin.digest())));
    }

    /** What the jar leaves itself. */
    private LocalPermissions local(String pluginId) {
        return core.asked()
                .held(pluginId)
                .map(Jar::local)
                .or(() -> plugins.find(pluginId).map(plugin -> LocalPermissions.of(plugin.jar())))
                .orElse(LocalPermissions.NONE);
    }

    @Override
    public Change grant(String pluginId, String permission, String target, Terms terms, String actor) {
        List<Extent> extents = meant(pluginId, permission, target);
        Bounds bounds = bounds(core, terms);
        checkId(pluginId);
        List<PermissionDecision> granted = extents.stream()
                .map(extent -> core.decisions().granted(pluginId, "", extent, bounds, actor))
                .toList();
        List<PermissionDecision> refused = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        // Several are all that is asked for of it, which leaves nothing of it to answer.
        if (extents.size() == 1) notes.addAll(answered(pluginId, extents.get(0), actor, refused));
        core.decisions().record(granted, "grant", "GRANTED", actor, terms.reason());
        core.decisions().record(refused, "refuse", "REFUSED", actor);
        extents.forEach(extent -> denied(pluginId, extent).ifPresent(notes::add));
        return changed(pluginId, notes, actor);
    }

    /** What terms say, where it makes sense. */
    static Bounds bounds(PermissionCore core, Terms terms) {
        if (!terms.tier().isEmpty() && !Bounds.TIERS.contains(terms.tier())) {
            throw new IllegalArgumentException(
                    "There is no tier '" + terms.tier() + "': write in-process or sandbox, or nothing for both");
        }
        if (!terms.isolation().isEmpty() && !Bounds.ISOLATIONS.contains(terms.isolation())) {
            throw new IllegalArgumentException("There is no isolation '" + terms.isolation()
                    + "': write A, B or C for at least that one, or nothing where it does not matter");
        }
        Instant now = core.decisions().now();
        if (terms.until().isPresent() && !terms.until().get().isAfter(now)) {
            throw new IllegalArgumentException("The time " + terms.until().get() + " is over; it is " + now + " now");
        }
        return new Bounds(terms.until(), terms.tier(), terms.isolation(), "");
    }

    /** Who names no target means what the plugin asks for. */
    private List<Extent> meant(String pluginId, String permission, String target) {
        String name = core.vocabulary().term(permission).name();
        List<Extent> asked = !target.isEmpty()
                ? List.of()
                : asking(pluginId)
                        .map(metadata -> core.gatekeeper().undecided(metadata, from(pluginId)))
                        .orElse(List.of())
                        .stream()
                        .filter(extent -> extent.permission().equals(name))
                        .toList();
        return asked.isEmpty() ? List.of(core.vocabulary().extent(permission, target)) : asked;
    }

    /** Who grants a part of what is asked for has answered the whole. */
    private List<String> answered(String pluginId, Extent granted, String actor, List<PermissionDecision> refused) {
        Optional<PluginMetadata> metadata = asking(pluginId);
        if (metadata.isEmpty())
            return List.of("No plugin " + pluginId + " is installed; it will have this when it comes");
        Places places = core.settings().folders().of(pluginId);
        List<Extent> touched = core.vocabulary().extents(metadata.get().permissions()).stream()
                .filter(asked ->
                        core.vocabulary().common(asked, granted, places).isPresent())
                .toList();
        if (touched.isEmpty()) {
            return List.of(pluginId + " " + metadata.get().version() + " does not ask for this, so it changes nothing"
                    + " before a version comes that does");
        }
        List<Extent> undecided = core.gatekeeper().undecided(metadata.get(), from(pluginId));
        for (Extent asked : touched) {
            if (!undecided.contains(asked) || core.vocabulary().covers(granted, asked, places)) continue;
            refused.add(core.decisions().refused(pluginId, asked, actor));
        }
        return refused.isEmpty()
                ? List.of()
                : List.of("It asks for more than that, which counts as refused; grant it if it should have it");
    }

    private Optional<String> denied(String pluginId, Extent extent) {
        Places places = core.settings().folders().of(pluginId);
        return core.judge()
                .denials(pluginId, from(pluginId))
                .filter(denied -> core.vocabulary()
                        .common(denied.extent(), extent, places)
                        .isPresent())
                .findFirst()
                .map(denied -> "The site denies " + denied.extent() + " to "
                        + denied.plugins().text() + " (" + denied.because() + "), and that comes first");
    }

    @Override
    public Change approve(String pluginId, String actor) {
        List<PermissionDecision> decisions = undecided(pluginId).stream()
                .map(extent -> core.decisions().granted(pluginId, "", extent, Bounds.NONE, actor))
                .toList();
        core.decisions().record(decisions, "grant", "GRANTED", actor);
        return changed(pluginId, counted(decisions.size(), "granted"), actor);
    }

    @Override
    public Change refuseAll(String pluginId, String actor) {
        List<PermissionDecision> decisions = undecided(pluginId).stream()
                .map(extent -> core.decisions().refused(pluginId, extent, actor))
                .toList();
        core.decisions().record(decisions, "refuse", "REFUSED", actor);
        return changed(pluginId, counted(decisions.size(), "refused"), actor);
    }

    private static List<String> counted(int decisions, String what) {
        if (decisions == 0) return List.of("Nothing waits for a decision");
        return List.of(decisions == 1 ? "1 permission was " + what : decisions + " permissions were " + what);
    }

    private List<Extent> undecided(String pluginId) {
        PluginMetadata metadata = asking(pluginId).orElseThrow(() -> new PluginNotFoundException(pluginId));
        return core.gatekeeper().undecided(metadata, from(pluginId));
    }

    @Override
    public Change refuse(String pluginId, String permission, String target, String actor) {
        checkId(pluginId);
        List<PermissionDecision> refused = meant(pluginId, permission, target).stream()
                .map(extent -> core.decisions().refused(pluginId, extent, actor))
                .toList();
        core.decisions().record(refused, "refuse", "REFUSED", actor);
        return changed(pluginId, List.of(), actor);
    }

    @Override
    public Change revoke(String pluginId, String permission, String target, String actor) {
        Extent within = core.vocabulary().extent(permission, target.isEmpty() ? "*" : target);
        Places places = core.settings().folders().of(pluginId);
        List<PermissionDecision> granted = core.decisions().book().about(pluginId).stream()
                .filter(PermissionDecision::granted)
                .filter(decision -> decision.permission().equals(within.permission()))
                .toList();
        List<PermissionDecision> revoked = granted.stream()
                .filter(decision ->
                        core.vocabulary().covers(within, new Extent(decision.permission(), decision.target()), places))
                .toList();
        core.decisions().revoke(revoked, actor);
        List<String> notes = new ArrayList<>();
        if (revoked.isEmpty()) notes.add("Nothing of that was granted to " + pluginId);
        granted.stream()
                .map(decision -> new Extent(decision.permission(), decision.target()))
                .filter(extent -> !core.vocabulary().covers(within, extent, places))
                .filter(extent ->
                        core.vocabulary().common(within, extent, places).isPresent())
                .forEach(extent -> notes.add("It still has " + extent + ", which is more than what was to be revoked;"
                        + " revoke that, or deny " + within));
        core.judge().about(pluginId, from(pluginId)).stream()
                .filter(decision -> decision.pluginId().isEmpty() && decision.granted())
                .filter(decision -> decision.permission().equals(within.permission()))
                .findFirst()
                .ifPresent(decision -> notes.add("Its publisher, " + decision.publisher() + ", was granted "
                        + decision.permission() + " for all its plugins; revoke that from the publisher, or deny it to "
                        + pluginId));
        return changed(pluginId, notes, actor);
    }

    @Override
    public List<PublisherDecision> publishers() {
        return publishers.all();
    }

    @Override
    public PublisherChange grantPublisher(
            String publisher, String permission, String target, Terms terms, String actor) {
        return publishers.grant(publisher, core.vocabulary().extent(permission, target), terms, actor);
    }

    @Override
    public PublisherChange revokePublisher(String publisher, String permission, String target, String actor) {
        Extent within = core.vocabulary().extent(permission, target.isEmpty() ? "*" : target);
        return publishers.revoke(publisher, within, actor);
    }

    /** In force at once; a version that was held for want of it goes on. */
    private Change changed(String pluginId, List<String> notes, String actor) {
        core.enforce();
        Optional<DeploymentReport> deployment = Optional.empty();
        Optional<Jar> held = core.asked().held(pluginId);
        if (held.isPresent()
                && core.gatekeeper()
                        .undecided(held.get().metadata(), Optional.of(held.get().from()))
                        .isEmpty()) {
            deployment = Optional.of(plugins.reconsider(pluginId, actor));
        }
        return new Change(overview.of(pluginId, asking(pluginId), from(pluginId), local(pluginId)), notes, deployment);
    }

    @Override
    public List<Denial> denials() {
        return core.judge().denials().stream().map(Overview::denial).toList();
    }

    @Override
    public void deny(String plugins, String permission, String target, String reason, String actor) {
        PermissionDenial denial = denial(plugins, permission, target, reason, actor);
        core.decisions().deny(List.of(denial), actor);
        core.enforce();
    }

    @Override
    public boolean undeny(String plugins, String permission, String target, String actor) {
        boolean was = core.decisions().undeny(denial(plugins, permission, target, "", actor), actor);
        core.enforce();
        return was;
    }

    private PermissionDenial denial(String plugins, String permission, String target, String reason, String actor) {
        Extent extent = core.vocabulary().extent(permission, target.isEmpty() ? "*" : target);
        return new PermissionDenial(
                new PluginPattern(plugins).text(),
                extent.permission(),
                extent.target(),
                reason,
                actor,
                core.decisions().now());
    }

    private static void checkId(String pluginId) {
        if (new PluginPattern(pluginId).text().endsWith("*")) {
            throw new IllegalArgumentException("A grant is for one plugin; write its id, not " + pluginId);
        }
    }

    @Override
    public String explain(String pluginId, String permission, String target) {
        return core.explain(pluginId, permission, target);
    }

    @Override
    public List<AuditEntry> audit(String pluginId, int limit) {
        return core.decisions().audit(pluginId, limit);
    }
}
