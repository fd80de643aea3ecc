package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What was done: the deployment journal and the audit log (R134). */
@Component(service = RecordsResource.class)
public final class RecordsResource implements RouteSource {
    private static final int ENTRIES = 100;

    private final DeploymentJournal journal;
    private final AuditLog audit;

    /** Shows what the store has. */
    @Activate
    public RecordsResource(@Reference DeploymentJournal journal, @Reference AuditLog audit) {
        this.journal = journal;
        this.audit = audit;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", BASE + "/deployments", "listDeployments")
                        .summary("Lists the latest attempts to change what runs, newest first.")
                        .is(Route.Trait.KEEPS_TO_LIMITS)
                        .query("plugin", "string", "Only those of a plugin.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(200, Content.listOf(JournalView.class))
                        .by(this::deployments),
                Route.route("GET", BASE + "/audit", "listAuditEntries")
                        .summary("Lists the latest entries of the audit log, newest first.")
                        .needs(Role.ADMIN)
                        .query("subject", "string", "Only those about a subject, such as a plugin's id.")
                        .query("limit", "integer", "How many at most, up to 1000; 100 where not given.")
                        .answers(200, Content.listOf(AuditView.class))
                        .by(call ->
                                Reply.ok(audit.recent(call.query("subject").orElse(""), call.limit(ENTRIES)).stream()
                                        .map(AuditView::of)
                                        .toList())));
    }

    private Reply deployments(Call call) {
        Optional<String> plugin = call.query("plugin");
        call.principal().requireCovered(plugin);
        int limit = call.limit(ENTRIES);
        List<Deployment> deployments = plugin.isPresent() ? journal.of(plugin.get(), limit) : journal.recent(limit);
        return Reply.ok(deployments.stream().map(JournalView::of).toList());
    }

    /** Something that somebody did. */
    record AuditView(
            long id,
            Instant time,
            String actor,
            String action,
            String subject,
            String outcome,
            Map<String, Object> detail) {
        static AuditView of(AuditEntry entry) {
            return new AuditView(
                    entry.id(),
                    entry.time(),
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.outcome(),
                    entry.detail());
        }
    }
}
