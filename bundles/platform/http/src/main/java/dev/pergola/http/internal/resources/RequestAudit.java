package dev.pergola.http.internal.resources;

import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.StoreException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Notes who changed something through the API, and who was not let (R134): by the token's name, never the token. */
@Component(service = RequestAudit.class)
public final class RequestAudit {
    private static final Logger LOG = LoggerFactory.getLogger(RequestAudit.class);
    private static final int ERRORS = 400;
    private static final int FORBIDDEN = 403;
    private static final int FAILED = 500;

    private final AuditLog log;

    /** In the store's log. */
    @Activate
    public RequestAudit(@Reference AuditLog log) {
        this.log = log;
    }

    /** Notes a request that was not let through. */
    public void denied(Route route, Principal principal, Map<String, String> variables) {
        Map<String, Object> detail = new LinkedHashMap<>();
        route.role().ifPresent(role -> detail.put("needs", role.word()));
        principal.role().ifPresent(role -> detail.put("role", role.word()));
        if (principal.limited()) detail.put("plugins", principal.plugins());
        append(principal.name(), route, variables, "denied", detail);
    }

    /** Notes a request without a token, or with one that is not known. */
    public void unknown(String address, String request) {
        append(new AuditEntry(
                0,
                Instant.now(),
                Principal.NOBODY.name(),
                "api.authenticate",
                address,
                "denied",
                Map.of("request", request)));
    }

    /** Notes what became of a request, where it is one to be noted; gives the reply that does so. */
    public Reply noting(Route route, Principal principal, Map<String, String> variables, Reply reply) {
        if (reply instanceof Reply.Later later) {
            CompletionStage<? extends Reply> noted = later.reply()
                    .whenComplete((done, failure) ->
                            done(route, principal, variables, failure == null ? status(done) : FAILED));
            return new Reply.Later(noted);
        }
        done(route, principal, variables, status(reply));
        return reply;
    }

    /** A handler may deny what the route lets through. */
    private void done(Route route, Principal principal, Map<String, String> variables, int status) {
        if (status == FORBIDDEN) denied(route, principal, variables);
        else if (route.audited()) {
            append(principal.name(), route, variables, status < ERRORS ? "ok" : "failed", Map.of("status", status));
        }
    }

    private static int status(Reply reply) {
        if (reply instanceof Reply.Json json) return json.status();
        if (reply instanceof Reply.Text text) return text.status();
        return reply instanceof Reply.Empty empty ? empty.status() : 200;
    }

    private void append(
            String actor, Route route, Map<String, String> variables, String outcome, Map<String, Object> detail) {
        String subject = variables.isEmpty() ? route.path() : String.join(" ", variables.values());
        append(new AuditEntry(0, Instant.now(), actor, "api." + route.operation(), subject, outcome, detail));
    }

    /** What was done is done, also where it cannot be noted. */
    private void append(AuditEntry entry) {
        try {
            log.append(entry);
        } catch (StoreException e) {
            LOG.error(
                    "Not in the audit log: {} {} {} {}",
                    entry.actor(),
                    entry.action(),
                    entry.subject(),
                    entry.outcome(),
                    e);
        }
    }
}
