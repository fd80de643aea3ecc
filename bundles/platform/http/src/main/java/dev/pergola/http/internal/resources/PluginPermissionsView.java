package dev.pergola.http.internal.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.Risk;
import dev.pergola.permissions.Standing;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How it stands with the permissions of a plugin. */
record PluginPermissionsView(
        String pluginId,
        String version,
        boolean enforced,
        List<Request> requests,
        List<Permitted> effective,
        List<Decision> decisions,
        List<Denial> denials) {

    static PluginPermissionsView of(PluginPermissions permissions) {
        return new PluginPermissionsView(
                permissions.pluginId(),
                permissions.version(),
                permissions.enforced(),
                permissions.requests().stream().map(Request::of).toList(),
                permissions.effective().stream()
                        .map(one -> new Permitted(one.permission(), one.target(), one.risk(), one.sentence()))
                        .toList(),
                permissions.decisions().stream().map(Decision::of).toList(),
                permissions.denials().stream().map(Denial::of).toList());
    }

    /** Something that it asks for. */
    record Request(
            String permission,
            String target,
            String reason,
            Risk risk,
            String sentence,
            Standing standing,
            String because,
            List<String> cutOff) {
        static Request of(PluginPermissions.Request request) {
            return new Request(
                    request.permission(),
                    request.target(),
                    request.reason(),
                    request.risk(),
                    request.sentence(),
                    request.standing(),
                    request.because(),
                    request.cutOff());
        }
    }

    /** Something that it may do. */
    record Permitted(String permission, String target, Risk risk, String sentence) {}

    /** Something that was decided. */
    record Decision(
            String permission,
            String target,
            String publisher,
            String tier,
            String isolation,
            boolean granted,
            String by,
            Instant at,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant until) {
        static Decision of(PluginPermissions.Decision decision) {
            return new Decision(
                    decision.permission(),
                    decision.target(),
                    decision.publisher(),
                    decision.tier(),
                    decision.isolation(),
                    decision.granted(),
                    decision.by(),
                    decision.at(),
                    decision.until().orElse(null));
        }
    }

    /** Something that is denied to plugins. */
    record Denial(String plugins, String permission, String target, String reason, String by, Instant at) {
        static Denial of(PluginPermissions.Denial denial) {
            return new Denial(
                    denial.plugins(), denial.permission(), denial.target(), denial.reason(), denial.by(), denial.at());
        }
    }
}
