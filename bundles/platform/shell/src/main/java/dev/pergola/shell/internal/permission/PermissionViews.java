package dev.pergola.shell.internal.permission;

import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.PermissionService.Change;
import dev.pergola.permissions.PermissionService.PublisherChange;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.permissions.PluginPermissions.Permitted;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.shell.internal.plugin.Views;
import dev.pergola.store.AuditEntry;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What {@code --json} prints of permissions. */
final class PermissionViews {
    private PermissionViews() {}

    static Map<String, Object> definition(PermissionDefinition definition) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("name", definition.name());
        view.put("risk", word(definition.risk()));
        view.put("sentence", definition.sentence());
        view.put("targets", definition.targets());
        view.put("default_target", definition.defaultTarget());
        view.put("asked", definition.asked());
        view.put("defined_by", definition.definedBy());
        return view;
    }

    static Map<String, Object> plugin(PluginPermissions permissions) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("plugin_id", permissions.pluginId());
        view.put("version", permissions.version());
        view.put("enforced", permissions.enforced());
        view.put(
                "requests",
                permissions.requests().stream().map(PermissionViews::request).toList());
        view.put(
                "effective",
                permissions.effective().stream().map(PermissionViews::permitted).toList());
        view.put(
                "decisions",
                permissions.decisions().stream().map(PermissionViews::decision).toList());
        view.put(
                "denials",
                permissions.denials().stream().map(PermissionViews::denial).toList());
        return view;
    }

    static Map<String, Object> request(Request request) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("permission", request.permission());
        view.put("target", request.target());
        view.put("reason", request.reason());
        view.put("risk", word(request.risk()));
        view.put("sentence", request.sentence());
        view.put("standing", word(request.standing()));
        view.put("because", request.because());
        view.put("cut_off", request.cutOff());
        return view;
    }

    private static Map<String, Object> permitted(Permitted permitted) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("permission", permitted.permission());
        view.put("target", permitted.target());
        view.put("risk", word(permitted.risk()));
        view.put("sentence", permitted.sentence());
        return view;
    }

    static Map<String, Object> decision(Decision decision) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("permission", decision.permission());
        view.put("target", decision.target());
        view.put("publisher", decision.publisher());
        view.put("tier", decision.tier());
        view.put("isolation", decision.isolation());
        view.put("granted", decision.granted());
        view.put("by", decision.by());
        view.put("at", decision.at().toString());
        decision.until().ifPresent(end -> view.put("until", end.toString()));
        return view;
    }

    static Map<String, Object> denial(Denial denial) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("plugins", denial.plugins());
        view.put("permission", denial.permission());
        view.put("target", denial.target());
        view.put("reason", denial.reason());
        view.put("by", denial.by());
        view.put("at", denial.at().toString());
        return view;
    }

    static Map<String, Object> change(Change change) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("permissions", plugin(change.now()));
        view.put("notes", change.notes());
        change.deployment().ifPresent(report -> view.put("deployment", Views.report(report)));
        return view;
    }

    static Map<String, Object> change(PublisherChange change) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put(
                "decisions",
                change.now().stream().map(one -> decision(one.decision())).toList());
        view.put("notes", change.notes());
        view.put("deployments", change.deployments().stream().map(Views::report).toList());
        return view;
    }

    static Map<String, Object> audit(AuditEntry entry) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("time", entry.time().toString());
        view.put("actor", entry.actor());
        view.put("action", entry.action());
        view.put("subject", entry.subject());
        view.put("outcome", entry.outcome());
        view.put("detail", entry.detail());
        return view;
    }

    /** A constant as people write it. */
    static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
