package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Problem;
import dev.pergola.permissions.Permissions;
import dev.pergola.permissions.internal.Enforcer.Admitted;
import dev.pergola.permissions.internal.Judge.Denied;
import java.security.Permission;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** Answers questions about plugins that run. */
final class Answers implements Permissions {
    private final Vocabulary vocabulary;
    private final PluginFolders folders;
    private final Supplier<Judge> judge;
    private final Enforcer enforcer;
    private final Explainer explainer;
    private final Function<String, LocalPermissions> locals;

    /** With what tells what the bundle at a location leaves itself. */
    Answers(
            Vocabulary vocabulary,
            PluginFolders folders,
            Supplier<Judge> judge,
            Enforcer enforcer,
            Function<String, LocalPermissions> locals) {
        this.locals = locals;
        this.vocabulary = vocabulary;
        this.folders = folders;
        this.judge = judge;
        this.enforcer = enforcer;
        this.explainer = new Explainer(vocabulary);
    }

    @Override
    public boolean check(String pluginId, String permission, String target) {
        return isAllowed(pluginId, vocabulary.extent(permission, target));
    }

    private boolean isAllowed(String pluginId, Extent wanted) {
        Judge now = judge.get();
        Places places = folders.of(pluginId);
        if (denial(now, pluginId, wanted, places).isPresent()) return false;
        return enforcer.admitted(pluginId).stream()
                .filter(plugin -> isEffective(now, plugin, wanted, places))
                .anyMatch(plugin -> cutOff(plugin, wanted, places).isEmpty());
    }

    private boolean isEffective(Judge now, Admitted plugin, Extent wanted, Places places) {
        return enforcer.effective(now, plugin.metadata(), plugin.from()).stream()
                .anyMatch(extent -> vocabulary.covers(extent, wanted, places));
    }

    private List<String> cutOff(Admitted plugin, Extent wanted, Places places) {
        return locals.apply(plugin.location()).cutOff(vocabulary.infos(wanted, places));
    }

    /** Something that is denied in part is not allowed as a whole. */
    private Optional<Denied> denial(Judge now, String pluginId, Extent wanted, Places places) {
        return now.denials(pluginId, Optional.empty())
                .filter(denied -> denied.bounds().hold(now.here(), now.now(), false))
                .filter(denied ->
                        vocabulary.common(denied.extent(), wanted, places).isPresent())
                .findFirst();
    }

    @Override
    public void require(String pluginId, String permission, String target) {
        Extent wanted = vocabulary.extent(permission, target);
        if (!isAllowed(pluginId, wanted)) throw new SecurityException(explain(pluginId, wanted));
    }

    @Override
    public List<Problem> validate(List<PermissionRequest> required) {
        return vocabulary.problems(required);
    }

    @Override
    public List<PermissionRequest> missing(String pluginId, List<PermissionRequest> required) {
        return required.stream()
                .filter(request -> !check(pluginId, request.permission(), request.target()))
                .toList();
    }

    @Override
    public String explain(String pluginId, String permission, String target) {
        return explain(pluginId, vocabulary.extent(permission, target));
    }

    String explain(String pluginId, Extent wanted) {
        Judge now = judge.get();
        Places places = folders.of(pluginId);
        String what = "The plugin " + pluginId + " may %s: " + vocabulary.says(wanted) + " (" + wanted + "). ";
        String may = what.formatted("do this");
        String mayNot = what.formatted("not do this");
        Optional<Denied> denied = denial(now, pluginId, wanted, places);
        if (denied.isPresent()) {
            Denied denial = denied.get();
            return mayNot + "The site denies " + denial.extent() + " to "
                    + denial.plugins().text() + ", " + denial.because() + "; that comes before every grant";
        }
        List<Admitted> versions = enforcer.admitted(pluginId);
        if (versions.isEmpty()) return mayNot + "It does not run";
        if (isAllowed(pluginId, wanted)) return may + "It asks for it, and it was granted";
        Optional<Admitted> narrowed = versions.stream()
                .filter(plugin -> isEffective(now, plugin, wanted, places))
                .findFirst();
        if (narrowed.isPresent())
            return mayNot
                    + "It asks for it, and it was granted, but narrowed by the jar's own OSGI-INF/permissions.perm,"
                    + " which leaves out: "
                    + String.join("; ", cutOff(narrowed.get(), wanted, places))
                    + ". Its author has to add that there, or leave the file away";
        Optional<Effective> elsewhere = versions.stream()
                .flatMap(plugin -> enforcer.granted(now, plugin.metadata(), plugin.from()).stream())
                .filter(one -> vocabulary.covers(one.extent(), wanted, places))
                .findFirst();
        if (elsewhere.isPresent())
            return mayNot + "It was granted on terms that are not met in this process, which is "
                    + now.here().tier() + " at the isolation " + now.here().isolation() + ": "
                    + elsewhere.get().extent() + elsewhere.get().bounds().shown();
        boolean declared = versions.stream()
                .flatMap(plugin -> vocabulary.extents(plugin.metadata().permissions()).stream())
                .anyMatch(extent -> vocabulary.covers(extent, wanted, places));
        if (declared)
            return mayNot + "It asks for it, and it was not granted: permission:grant " + pluginId + " " + wanted;
        return mayNot + "It does not ask for it, so it cannot be granted: add " + annotation(wanted)
                + " to the plugin, build and install it, and then permission:grant " + pluginId + " " + wanted;
    }

    private static String annotation(Extent wanted) {
        if (wanted.target().isEmpty()) return "@RequiresPermission(\"" + wanted.permission() + "\")";
        return "@RequiresPermission(value = \"" + wanted.permission() + "\", target = \"" + wanted.target() + "\")";
    }

    @Override
    public String explainDenied(String pluginId, Permission permission) {
        try {
            return explainer
                    .explain(permission, folders.of(pluginId))
                    .map(wanted -> explain(pluginId, wanted))
                    .orElseGet(() -> "The plugin " + pluginId + " may not do this: " + shown(permission)
                            + ". No permission gives it to a plugin; it is the platform's own");
        } catch (RuntimeException hostile) {
            return "The plugin " + pluginId + " may not do this";
        }
    }

    private static String shown(Permission permission) {
        String text =
                permission.getClass().getSimpleName() + " " + permission.getName() + " " + permission.getActions();
        return text.length() > 300 ? text.substring(0, 300) + "…" : text.trim();
    }
}
