package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.Role;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.http.internal.api.Body;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.vetting.BillOfMaterials;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.Report;
import dev.pergola.vetting.VettingPolicy;
import dev.pergola.vetting.VettingPolicy.Acceptance;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What the checks find in a jar, and what somebody decided about that (R136, R147). Not there where nobody vets. */
@Component(service = RouteSource.class)
public final class VettingResource implements RouteSource {
    private static final String OVERRIDES = BASE + "/vetting/overrides";
    private static final String CYCLONE_DX = "application/vnd.cyclonedx+json";

    private final JarVetting vetting;
    private final VettingPolicy policy;
    private final BillOfMaterials bills;
    private final PluginManager plugins;

    /** Asks those who vet, on the jars of a lifecycle and others. */
    @Activate
    public VettingResource(
            @Reference JarVetting vetting,
            @Reference VettingPolicy policy,
            @Reference BillOfMaterials bills,
            @Reference PluginManager plugins) {
        this.vetting = vetting;
        this.policy = policy;
        this.bills = bills;
        this.plugins = plugins;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("POST", BASE + "/vetting", "vetJar")
                        .summary(
                                "Shows all that the checks find in a jar, and how long each took; nothing is installed.")
                        .needs(Role.PUBLISHER)
                        .is(Trait.KEEPS_TO_LIMITS)
                        .is(Trait.NOT_AUDITED)
                        .takes(Content.of(Jar.class))
                        .takes(Content.of("multipart/form-data"))
                        .takes(Content.of("application/java-archive"))
                        .takes(Content.of("application/octet-stream"))
                        .answers(200, Content.of(ReportView.class))
                        .by(this::vet),
                Route.route("GET", OVERRIDES, "listVettingOverrides")
                        .summary("Lists the findings that somebody has accepted, newest first.")
                        .answers(200, Content.listOf(OverrideView.class))
                        .by(call -> Reply.ok(policy.overrides().stream()
                                .map(OverrideView::of)
                                .toList())),
                Route.route("POST", OVERRIDES, "acceptFinding")
                        .summary("Accepts one finding about one jar, until a time. Where the jar is held it goes on if "
                                + "nothing else is against it.")
                        .needs(Role.REVIEWER)
                        .takes(Content.of(Wanted.class))
                        .answers(201, Content.of(Accepted.class))
                        .by(this::accept),
                Route.route("DELETE", OVERRIDES + "/{id}", "retractOverride")
                        .summary("Takes back that a finding was accepted. What is installed stays installed.")
                        .needs(Role.REVIEWER)
                        .answers(204)
                        .by(this::retract),
                Route.route("GET", BASE + "/plugins/{id}/sbom", "getBillOfMaterials")
                        .summary("Gives the bill of materials of a plugin's jar, in the format CycloneDX 1.6.")
                        .answers(200, Content.of(CYCLONE_DX))
                        .by(this::bill));
    }

    /** As with planning: whoever uploads shows a jar of theirs; what lies on the machine takes an administrator. */
    private Reply vet(Call call) {
        if (call.body() instanceof Body.Upload upload) {
            if (!upload.fields().isEmpty()) throw Vetted.invalid("The form has fields besides 'file'.");
            if (call.principal().limited()) {
                String id = plugins.planInstall(upload.file()).pluginId();
                call.principal().requireCovered(Optional.of(id));
            }
            String source = InstallRequest.UPLOAD + upload.file().getFileName();
            return Reply.ok(ReportView.of(vetting.vet(upload.file(), source)));
        }
        call.principal().require(Role.ADMIN);
        call.principal().requireCovered(Optional.empty());
        return Reply.ok(
                ReportView.of(vetting.vet(local(call.requiredData(Jar.class).path()))));
    }

    private static Path local(@Nullable String text) {
        try {
            Path file = Path.of(Vetted.required("path", text));
            if (file.isAbsolute() && Files.isRegularFile(file)) return file;
        } catch (InvalidPathException e) {
            // Said below.
        }
        throw Vetted.invalid(
                "The field 'path' has to be the absolute path of a file on the machine where the platform runs.");
    }

    private Reply accept(Call call) {
        Wanted wanted = call.requiredData(Wanted.class);
        String digest = Vetted.required("digest", wanted.digest());
        String rule = Vetted.required("rule", wanted.rule());
        String reason = Vetted.required("reason", wanted.reason());
        Instant until = Vetted.time("until", Vetted.required("until", wanted.until()));
        String actor = call.principal().name();
        return Vetted.asking(() -> {
            OverrideView accepted = OverrideView.of(policy.accept(digest, rule, reason, until, actor));
            @Nullable
            DeploymentView deployment = held(digest)
                    .map(id -> DeploymentView.of(plugins.reconsider(id, actor), null))
                    .orElse(null);
            return Reply.json(201, new Accepted(accepted, deployment))
                    .header("Location", OVERRIDES + "/" + accepted.id());
        });
    }

    /** The plugin or library whose jar this is, or an update of which, where it is held. */
    private Optional<String> held(String digest) {
        return plugins.held().stream()
                .filter(held -> held.digest().equals(digest))
                .map(HeldInfo::id)
                .findFirst();
    }

    private Reply retract(Call call) {
        String id = call.path("id");
        if (id.matches("[0-9]{1,18}")
                && policy.withdraw(Long.parseLong(id), call.principal().name())) return Reply.noContent();
        throw ProblemException.of(
                ProblemType.OVERRIDE_NOT_FOUND,
                "There is no such override. GET " + OVERRIDES + " lists those that are.");
    }

    private Reply bill(Call call) {
        PluginInfo plugin = plugins.find(call.path("id"))
                .orElseThrow(() -> new PluginNotFoundException(
                        "No plugin of this id is installed. GET " + BASE + "/plugins lists those that are."));
        return Vetted.asking(() ->
                new Reply.Text(200, CYCLONE_DX, new String(bills.cycloneDx(plugin.jar()), StandardCharsets.UTF_8)));
    }

    /** A jar where the platform runs. */
    record Jar(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String path) {}

    /** What to accept. */
    record Wanted(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String digest,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String rule,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String reason,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String until) {}

    /** What was accepted, and what became of a plugin that had been held. */
    record Accepted(
            OverrideView override,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            DeploymentView deployment) {}

    /** A finding that somebody has accepted. */
    record OverrideView(
            long id, String digest, String rule, String author, String reason, Instant createdAt, Instant expiresAt) {
        static OverrideView of(Acceptance acceptance) {
            return new OverrideView(
                    acceptance.id(),
                    acceptance.digest(),
                    acceptance.rule(),
                    acceptance.author(),
                    acceptance.reason(),
                    acceptance.createdAt(),
                    acceptance.expiresAt());
        }
    }

    /** What was found in a jar. */
    record ReportView(
            String source,
            String digest,
            Trust trust,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String publisher,

            boolean passes,
            List<VerdictView> verdicts,
            List<Check> checks,
            long tookMs) {
        static ReportView of(Report report) {
            return new ReportView(
                    report.source(),
                    report.digest(),
                    report.provenance().trust(),
                    report.provenance().publisher().orElse(null),
                    report.passes(),
                    report.verdicts().stream().map(VerdictView::of).toList(),
                    report.checks().stream()
                            .map(check -> new Check(
                                    check.name(), check.verdicts(), check.took().toMillis()))
                            .toList(),
                    report.took().toMillis());
        }
    }

    /** One check, and how long it took. */
    record Check(String name, int verdicts, long tookMs) {}
}
