package dev.pergola.permissions.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.lifecycle.Provenance;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.permissions.PluginPermissions.Permitted;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.permissions.Risk;
import dev.pergola.permissions.internal.Judge.Denied;
import dev.pergola.permissions.internal.Judge.Finding;
import dev.pergola.store.PermissionDecision;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.osgi.service.permissionadmin.PermissionInfo;

/** What people see of a plugin's permissions. */
final class Overview {
    private final PermissionCore core;

    Overview(PermissionCore core) {
        this.core = core;
    }

    /** Of a version, or, where none is known, of what was decided ahead of it. */
    PluginPermissions of(
            String pluginId, Optional<PluginMetadata> metadata, Optional<Provenance> from, LocalPermissions local) {
        Judge judge = core.judge();
        return new PluginPermissions(
                pluginId,
                metadata.map(plugin -> plugin.version().toString()).orElse(""),
                core.enforced(),
                metadata.map(plugin -> requests(judge, plugin, from, local)).orElse(List.of()),
                metadata.map(plugin -> effective(judge, plugin, from, local)).orElse(List.of()),
                judge.about(pluginId, from).stream().map(Overview::decision).toList(),
                judge.denials(pluginId, from).map(Overview::denial).toList());
    }

    static Decision decision(PermissionDecision decision) {
        return new Decision(
                decision.permission(),
                decision.target(),
                decision.publisher(),
                decision.tier(),
                decision.isolation(),
                decision.granted(),
                decision.grantedBy(),
                decision.grantedAt(),
                decision.expiresAt());
    }

    private List<Request> requests(
            Judge judge, PluginMetadata metadata, Optional<Provenance> from, LocalPermissions local) {
        Vocabulary vocabulary = core.vocabulary();
        Places places = core.settings().folders().of(metadata.id());
        Set<Extent> seen = new HashSet<>();
        return metadata.permissions().stream()
                .flatMap(request -> vocabulary.extents(List.of(request)).stream()
                        .filter(seen::add)
                        .map(extent -> request(
                                judge.finding(metadata.id(), extent, places, from),
                                extent,
                                request,
                                local.cutOff(core.vocabulary().infos(extent, places)))))
                .sorted(Comparator.comparing(Request::risk)
                        .reversed()
                        .thenComparing(Request::permission)
                        .thenComparing(Request::target))
                .toList();
    }

    private Request request(Finding finding, Extent extent, PermissionRequest request, List<String> cutOff) {
        return new Request(
                extent.permission(),
                extent.target(),
                request.reason(),
                core.vocabulary().term(extent.permission()).risk(),
                core.vocabulary().says(extent),
                finding.standing(),
                finding.because(),
                cutOff);
    }

    private List<Permitted> effective(
            Judge judge, PluginMetadata metadata, Optional<Provenance> from, LocalPermissions local) {
        Places places = core.settings().folders().of(metadata.id());
        List<Denied> denied = judge.denials(metadata.id(), from)
                .filter(denial -> denial.bounds().hold(judge.here(), judge.now(), false))
                .toList();
        return core.enforcer().effective(judge, metadata, from).stream()
                .filter(extent ->
                        denied.stream().noneMatch(denial -> core.vocabulary().covers(denial.extent(), extent, places)))
                .filter(extent -> {
                    List<PermissionInfo> all = core.vocabulary().infos(extent, places);
                    return local.cutOff(all).size() < all.size();
                })
                .map(extent -> new Permitted(
                        extent.permission(),
                        extent.target(),
                        risk(extent),
                        core.vocabulary().says(extent)))
                .toList();
    }

    private Risk risk(Extent extent) {
        return core.vocabulary().term(extent.permission()).risk();
    }

    static Denial denial(Denied denied) {
        return new Denial(
                denied.plugins().text(),
                denied.extent().permission(),
                denied.extent().target(),
                denied.reason(),
                denied.by(),
                denied.at());
    }
}
