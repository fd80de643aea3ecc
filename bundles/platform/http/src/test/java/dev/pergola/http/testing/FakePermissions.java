package dev.pergola.http.testing;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Problem;
import dev.pergola.permissions.InvalidPermissionException;
import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.permissions.Risk;
import dev.pergola.permissions.Standing;
import dev.pergola.store.AuditEntry;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/** Decisions in memory, on a plugin {@code wordcount} that asks for two things and is held until both are decided. */
public final class FakePermissions implements PermissionService {
    private static final Instant TIME = Instant.parse("2026-11-21T10:00:00Z");
    public final List<Request> requests = new ArrayList<>(List.of(
            new Request(
                    "system.exec",
                    "*",
                    "to \u001b[2Jcall git",
                    Risk.CRITICAL,
                    "Start programs: all",
                    Standing.UNDECIDED,
                    "",
                    List.of()),
            new Request(
                    "filesystem.read",
                    "/srv/texts/**",
                    "",
                    Risk.MEDIUM,
                    "Read /srv/texts and what is in it",
                    Standing.UNDECIDED,
                    "",
                    List.of("FilePermission /srv/texts/- read"))));
    public final List<Decision> decisions = new ArrayList<>();
    public final List<PublisherDecision> ofPublishers = new ArrayList<>();
    public final List<Denial> denied = new ArrayList<>();
    public final List<AuditEntry> audited = new ArrayList<>();
    public volatile boolean enforced = true;
    public volatile Outcome outcome = Outcome.DONE;
    private boolean held = true;

    @Override
    public List<PermissionDefinition> vocabulary() {
        return List.of(
                new PermissionDefinition(
                        "filesystem.read", Risk.MEDIUM, "Read {target}", "a path", "${data}/**", true, ""),
                new PermissionDefinition(
                        "system.exec", Risk.CRITICAL, "Start programs: {target}", "a path", "", true, ""),
                new PermissionDefinition(
                        "mailer.send", Risk.LOW, "Send mail to {target}", "a name", "*", true, "mailer"),
                new PermissionDefinition(
                        "gpu.access", Risk.MEDIUM, "Use the graphics processor", "no target", "", false, ""));
    }

    @Override
    public boolean enforced() {
        return enforced;
    }

    @Override
    public List<PluginPermissions> list() {
        return List.of(now());
    }

    @Override
    public PluginPermissions of(String pluginId) {
        if (!pluginId.equals("wordcount")) throw new PluginNotFoundException(pluginId);
        return now();
    }

    private PluginPermissions now() {
        return new PluginPermissions("wordcount", "1.0.0", enforced, requests, List.of(), decisions, denied);
    }

    private void check(String permission) {
        if (vocabulary().stream().noneMatch(one -> one.name().equals(permission))) {
            throw new InvalidPermissionException(new Problem(
                    "permission-unknown", "There is no permission " + permission, "Did you mean filesystem.read?"));
        }
    }

    private void note(String what, String pluginId, String permission, String target, String actor, String reason) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("permission", permission);
        detail.put("target", target);
        if (!reason.isEmpty()) detail.put("reason", reason);
        audited.add(0, new AuditEntry(0, TIME, actor, "permission." + what, pluginId, what + "ed", detail));
    }

    private void decide(Predicate<Request> which, boolean grant, Terms terms, String actor) {
        requests.replaceAll(request -> {
            if (!which.test(request)) return request;
            decisions.add(new Decision(
                    request.permission(),
                    request.target(),
                    "",
                    terms.tier(),
                    terms.isolation(),
                    grant,
                    actor,
                    TIME,
                    terms.until()));
            return new Request(
                    request.permission(),
                    request.target(),
                    request.reason(),
                    request.risk(),
                    request.sentence(),
                    grant ? Standing.GRANTED : Standing.REFUSED,
                    "by " + actor,
                    request.cutOff());
        });
    }

    private Change changed(String note) {
        Optional<DeploymentReport> deployment = Optional.empty();
        if (held && now().undecided().isEmpty()) {
            held = false;
            deployment = Optional.of(new DeploymentReport(
                    3,
                    "reconsider",
                    "wordcount",
                    "",
                    "1.0.0",
                    outcome,
                    List.of(),
                    outcome == Outcome.DONE ? List.of() : List.of(new Problem("broken", "It broke", "Mend it")),
                    Duration.ofMillis(42)));
        }
        return new Change(now(), note.isEmpty() ? List.of() : List.of(note), deployment);
    }

    private static Predicate<Request> asked(String permission, String target) {
        return request -> request.permission().equals(permission)
                && (target.isEmpty() || request.target().equals(target));
    }

    @Override
    public Change grant(String pluginId, String permission, String target, Terms terms, String actor) {
        check(permission);
        if (!pluginId.equals("wordcount")) {
            return new Change(
                    new PluginPermissions(pluginId, "", enforced, List.of(), List.of(), List.of(), List.of()),
                    List.of("No plugin " + pluginId + " is installed; it will have this when it comes"),
                    Optional.empty());
        }
        decide(asked(permission, target), true, terms, actor);
        note("grant", pluginId, permission, target, actor, terms.reason());
        return changed("");
    }

    @Override
    public Change approve(String pluginId, String actor) {
        int count = of(pluginId).undecided().size();
        decide(request -> !request.standing().isDecided(), true, Terms.FOR_GOOD, actor);
        note("grant", pluginId, "all", "", actor, "");
        return changed(count + " permissions were granted");
    }

    @Override
    public Change refuse(String pluginId, String permission, String target, String actor) {
        check(permission);
        decide(asked(permission, target), false, Terms.FOR_GOOD, actor);
        return changed("");
    }

    @Override
    public Change refuseAll(String pluginId, String actor) {
        int count = of(pluginId).undecided().size();
        decide(request -> !request.standing().isDecided(), false, Terms.FOR_GOOD, actor);
        return changed(count + " permissions were refused");
    }

    @Override
    public Change revoke(String pluginId, String permission, String target, String actor) {
        check(permission);
        boolean was = decisions.removeIf(decision -> decision.granted()
                && decision.permission().equals(permission)
                && (target.isEmpty() || decision.target().equals(target)));
        decide(asked(permission, target), false, Terms.FOR_GOOD, actor);
        return changed(was ? "" : "Nothing of that was granted to " + pluginId);
    }

    @Override
    public List<PublisherDecision> publishers() {
        return List.copyOf(ofPublishers);
    }

    @Override
    public PublisherChange grantPublisher(
            String publisher, String permission, String target, Terms terms, String actor) {
        check(permission);
        Decision granted = new Decision(
                permission, target, publisher, terms.tier(), terms.isolation(), true, actor, TIME, terms.until());
        ofPublishers.add(new PublisherDecision(publisher, granted));
        return new PublisherChange(publishers(), List.of("Nobody knows " + publisher), List.of());
    }

    @Override
    public PublisherChange revokePublisher(String publisher, String permission, String target, String actor) {
        check(permission);
        boolean was = ofPublishers.removeIf(one ->
                one.publisher().equals(publisher) && one.decision().permission().equals(permission));
        return new PublisherChange(publishers(), was ? List.of() : List.of("Nothing of that was granted"), List.of());
    }

    @Override
    public List<Denial> denials() {
        return List.copyOf(denied);
    }

    @Override
    public void deny(String plugins, String permission, String target, String reason, String actor) {
        check(permission);
        denied.add(new Denial(plugins, permission, target.isEmpty() ? "*" : target, reason, actor, TIME));
    }

    @Override
    public boolean undeny(String plugins, String permission, String target, String actor) {
        check(permission);
        return denied.removeIf(denial -> denial.plugins().equals(plugins)
                && denial.permission().equals(permission)
                && denial.target().equals(target.isEmpty() ? "*" : target));
    }

    @Override
    public String explain(String pluginId, String permission, String target) {
        check(permission);
        return "The plugin " + pluginId + " may not do this: " + permission + " " + target + ".";
    }

    @Override
    public List<AuditEntry> audit(String pluginId, int limit) {
        return audited.stream()
                .filter(entry -> pluginId.isEmpty() || entry.subject().equals(pluginId))
                .limit(limit)
                .toList();
    }
}
