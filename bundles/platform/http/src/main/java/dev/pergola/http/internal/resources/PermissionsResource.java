package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.permissions.PermissionDefinition;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PermissionService.Change;
import dev.pergola.permissions.PermissionService.PublisherChange;
import dev.pergola.permissions.PermissionService.PublisherDecision;
import dev.pergola.permissions.PermissionService.Terms;
import dev.pergola.permissions.Risk;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What plugins may do, and who decided that (R126, R130, R132). Not there where nobody decides on permissions. */
@Component(service = RouteSource.class)
public final class PermissionsResource implements RouteSource {
    private static final String VOCABULARY = BASE + "/permissions";
    private static final String OF_PLUGIN = BASE + "/plugins/{id}/permissions";
    private static final String PUBLISHERS = BASE + "/publisher-permissions";
    private static final String DENIALS = BASE + "/permission-denials";

    private final PermissionService permissions;

    /** Decides through this. */
    @Activate
    public PermissionsResource(@Reference PermissionService permissions) {
        this.permissions = permissions;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", VOCABULARY, "listPermissions")
                        .summary(
                                "Lists what can be permitted: the platform's own permissions, and those that plugins bring.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.listOf(DefinitionView.class))
                        .by(this::vocabulary),
                Route.route("GET", OF_PLUGIN, "getPluginPermissions")
                        .summary(
                                "Shows what a plugin asks for, worst first, what was decided of that, and what it may do.")
                        .answers(200, Content.of(PluginPermissionsView.class))
                        .by(call -> asking(() -> Reply.ok(PluginPermissionsView.of(permissions.of(id(call)))))),
                decision("POST", OF_PLUGIN, "grantPermission")
                        .summary("Grants a plugin one permission, no further than it asks for.")
                        .takes(Content.of(Grant.class))
                        .by(this::grant),
                decision("POST", OF_PLUGIN + "/approve", "approvePermissions")
                        .summary("Grants all that a plugin asks for and nobody has decided.")
                        .by(call -> asking(() -> done(permissions.approve(id(call), actor(call))))),
                decision("POST", OF_PLUGIN + "/refuse", "refusePermissions")
                        .summary("Refuses a plugin one permission; without a body all that it asks for and nobody has "
                                + "decided.")
                        .takes(Content.of(Refusal.class))
                        .bodyOptional()
                        .by(this::refuse),
                decision("DELETE", OF_PLUGIN + "/{permission}", "revokePermission")
                        .summary("Takes back what was granted to a plugin, at once.")
                        .query("target", "string", "Only what was granted within this; all where not given.")
                        .by(this::revoke),
                Route.route("GET", OF_PLUGIN + "/explain", "explainPermission")
                        .summary("Says why a plugin may do something or not, and what to do about it.")
                        .requiredQuery("permission", "The permission.")
                        .query(
                                "target",
                                "string",
                                "What it would be used on; what the vocabulary says where not given.")
                        .answers(200, Content.of(AnswerView.class))
                        .by(this::explain),
                Route.route("GET", PUBLISHERS, "listPublisherPermissions")
                        .summary("Lists what was granted and refused to all plugins of a publisher.")
                        .answers(200, Content.listOf(PluginPermissionsView.Decision.class))
                        .by(call -> Reply.ok(decisions(permissions.publishers()))),
                Route.route("POST", PUBLISHERS, "grantPublisherPermission")
                        .summary(
                                "Grants one permission to all plugins that a publisher has signed, later ones too, each no "
                                        + "further than it asks for.")
                        .needs(Role.ADMIN)
                        .takes(Content.of(PublisherGrant.class))
                        .answers(200, Content.of(PublisherChangeView.class))
                        .by(this::grantPublisher),
                Route.route("DELETE", PUBLISHERS, "revokePublisherPermission")
                        .summary("Takes back what was granted to a publisher, at once.")
                        .needs(Role.ADMIN)
                        .requiredQuery("publisher", "The publisher, as it was named in the grant.")
                        .requiredQuery("permission", "The permission.")
                        .query("target", "string", "Only what was granted within this; all where not given.")
                        .answers(200, Content.of(PublisherChangeView.class))
                        .by(this::revokePublisher),
                Route.route("GET", DENIALS, "listPermissionDenials")
                        .summary(
                                "Lists what the site denies to plugins, whatever was granted; its policy file included.")
                        .answers(200, Content.listOf(PluginPermissionsView.Denial.class))
                        .by(call -> Reply.ok(permissions.denials().stream()
                                .map(PluginPermissionsView.Denial::of)
                                .toList())),
                Route.route("POST", DENIALS, "denyPermission")
                        .summary("Denies something to plugins, at once, whatever was and will be granted.")
                        .needs(Role.ADMIN)
                        .takes(Content.of(Denied.class))
                        .answers(204)
                        .by(this::deny),
                Route.route("DELETE", DENIALS, "undenyPermission")
                        .summary("Takes a denial back, given as it was made.")
                        .needs(Role.ADMIN)
                        .requiredQuery("plugins", "A plugin, the beginning of some followed by *, or * for all.")
                        .requiredQuery("permission", "The permission.")
                        .query("target", "string", "What it applies to; all of it where not given.")
                        .answers(204)
                        .by(this::undeny));
    }

    private static Route.Builder decision(String method, String path, String operation) {
        return Route.route(method, path, operation).needs(Role.REVIEWER).answers(200, Content.of(ChangeView.class));
    }

    /** Of a limited token's business is what the platform brings, and what its own plugins do. */
    private Reply vocabulary(Call call) {
        return Reply.ok(permissions.vocabulary().stream()
                .filter(one -> one.definedBy().isEmpty() || call.principal().covers(one.definedBy()))
                .map(DefinitionView::of)
                .toList());
    }

    private Reply grant(Call call) {
        Grant grant = call.requiredData(Grant.class);
        Terms terms = new Terms(time(grant.until()), text(grant.tier()), text(grant.isolation()), text(grant.reason()));
        String permission = required("permission", grant.permission());
        return asking(() -> done(permissions.grant(id(call), permission, text(grant.target()), terms, actor(call))));
    }

    private Reply grantPublisher(Call call) {
        PublisherGrant grant = call.requiredData(PublisherGrant.class);
        Terms terms = new Terms(time(grant.until()), text(grant.tier()), text(grant.isolation()), text(grant.reason()));
        String publisher = required("publisher", grant.publisher());
        String permission = required("permission", grant.permission());
        return asking(() ->
                done(permissions.grantPublisher(publisher, permission, text(grant.target()), terms, actor(call))));
    }

    private Reply revokePublisher(Call call) {
        return asking(() -> done(permissions.revokePublisher(
                call.query("publisher").orElse(""),
                call.query("permission").orElse(""),
                call.query("target").orElse(""),
                actor(call))));
    }

    private static List<PluginPermissionsView.Decision> decisions(List<PublisherDecision> decisions) {
        return decisions.stream()
                .map(one -> PluginPermissionsView.Decision.of(one.decision()))
                .toList();
    }

    private static Reply done(PublisherChange change) {
        return Reply.ok(new PublisherChangeView(
                decisions(change.now()),
                change.notes(),
                change.deployments().stream()
                        .map(report -> DeploymentView.of(report, null))
                        .toList()));
    }

    private Reply refuse(Call call) {
        Optional<Refusal> one = call.data(Refusal.class);
        if (one.isEmpty()) return asking(() -> done(permissions.refuseAll(id(call), actor(call))));
        String permission = required("permission", one.get().permission());
        return asking(() -> {
            permissions.of(id(call));
            return done(permissions.refuse(id(call), permission, text(one.get().target()), actor(call)));
        });
    }

    private Reply revoke(Call call) {
        return asking(() -> {
            permissions.of(id(call));
            return done(permissions.revoke(
                    id(call), call.path("permission"), call.query("target").orElse(""), actor(call)));
        });
    }

    private Reply explain(Call call) {
        String permission = call.query("permission").orElse("");
        String target = call.query("target").orElse("");
        return asking(() -> {
            permissions.of(id(call));
            String text = permissions.explain(id(call), permission, target);
            return Reply.ok(new AnswerView(id(call), permission, target, text));
        });
    }

    private Reply deny(Call call) {
        Denied denied = call.requiredData(Denied.class);
        String plugins = required("plugins", denied.plugins());
        String permission = required("permission", denied.permission());
        return asking(() -> {
            permissions.deny(plugins, permission, text(denied.target()), text(denied.reason()), actor(call));
            return Reply.noContent();
        });
    }

    private Reply undeny(Call call) {
        return asking(() -> {
            boolean was = permissions.undeny(
                    call.query("plugins").orElse(""),
                    call.query("permission").orElse(""),
                    call.query("target").orElse(""),
                    actor(call));
            if (was) return Reply.noContent();
            throw ProblemException.of(
                    ProblemType.DENIAL_NOT_FOUND,
                    "Nobody has denied this. GET " + DENIALS + " lists what is denied; what the file with the site's "
                            + "policy denies is changed there.");
        });
    }

    /** What makes no sense to those who decide is the caller's mistake. */
    private static Reply asking(Supplier<Reply> question) {
        try {
            return question.get();
        } catch (PluginNotFoundException e) {
            throw ProblemException.of(
                    ProblemType.PLUGIN_NOT_FOUND,
                    "No plugin of this id is installed, and nothing was decided about one. GET " + BASE
                            + "/plugins lists those that are.");
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    /** A decision stands, whatever became of what was held for want of it. */
    private static Reply done(Change change) {
        return Reply.ok(new ChangeView(
                PluginPermissionsView.of(change.now()),
                change.notes(),
                change.deployment()
                        .map(report -> DeploymentView.of(report, null))
                        .orElse(null)));
    }

    private static Optional<Instant> time(@Nullable String text) {
        if (text == null) return Optional.empty();
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            throw invalid("The field 'until' has to be a time such as 2027-01-31T12:00:00Z.");
        }
    }

    private static String required(String field, @Nullable String value) {
        if (value == null || value.isBlank()) throw invalid("The field '" + field + "' is missing.");
        return value;
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }

    private static String id(Call call) {
        return call.path("id");
    }

    private static String actor(Call call) {
        return call.principal().name();
    }

    /** A word of the vocabulary. */
    record DefinitionView(
            String name,
            Risk risk,
            String sentence,
            String targets,
            String defaultTarget,
            boolean asked,
            String definedBy) {
        static DefinitionView of(PermissionDefinition definition) {
            return new DefinitionView(
                    definition.name(),
                    definition.risk(),
                    definition.sentence(),
                    definition.targets(),
                    definition.defaultTarget(),
                    definition.asked(),
                    definition.definedBy());
        }
    }

    /** What came of a decision. */
    record ChangeView(
            PluginPermissionsView permissions,
            List<String> notes,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            DeploymentView deployment) {}

    /** Why a plugin may do something or not. */
    record AnswerView(String pluginId, String permission, String target, String explanation) {}

    /** What came of a decision about a publisher. */
    record PublisherChangeView(
            List<PluginPermissionsView.Decision> decisions, List<String> notes, List<DeploymentView> deployments) {}

    /** What to grant to whose plugins, until when, in which tier, at which isolation, and why. */
    record PublisherGrant(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String publisher,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String permission,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String target,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String until,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String tier,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String isolation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}

    /** What to grant, until when, in which tier, at which isolation, and why. */
    record Grant(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String permission,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String target,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String until,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String tier,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String isolation,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}

    /** What to refuse. */
    record Refusal(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String permission,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String target) {}

    /** What to deny, to whom. */
    record Denied(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String plugins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String permission,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String target,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason) {}
}
