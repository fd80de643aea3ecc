package dev.pergola.permissions.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.PermissionDenial;
import dev.pergola.store.Transactions;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What was decided: in the store, in the audit log and among the events in one step, and at hand for every question. */
final class Decisions {
    private static final String TOPIC = "pergola/permission/";

    private final Transactions transactions;
    private final PermissionDecisions store;
    private final AuditLog audit;
    private final PlatformEvents events;
    private final Clock clock;
    private volatile Book book = Book.EMPTY;

    Decisions(
            Transactions transactions, PermissionDecisions store, AuditLog audit, PlatformEvents events, Clock clock) {
        this.transactions = transactions;
        this.store = store;
        this.audit = audit;
        this.events = events;
        this.clock = clock;
        reload();
    }

    Book book() {
        return book;
    }

    Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Reads again what the store has: other nodes decide too. Tells whether that was news. */
    synchronized boolean reload() {
        Book read = Book.of(store.all(), store.denials());
        boolean news = !read.equals(book);
        book = read;
        return news;
    }

    PermissionDecision granted(String pluginId, Extent extent, Optional<Instant> until, String tier, String actor) {
        return new PermissionDecision(pluginId, extent.permission(), extent.target(), tier, true, actor, now(), until);
    }

    PermissionDecision refused(String pluginId, Extent extent, String actor) {
        return new PermissionDecision(
                pluginId, extent.permission(), extent.target(), "", false, actor, now(), Optional.empty());
    }

    /** Writes decisions down; {@code outcome} is what became of what was asked: {@code GRANTED}, {@code REFUSED}, … */
    void record(List<PermissionDecision> decisions, String action, String outcome, String actor) {
        record(decisions, action, outcome, actor, "");
    }

    /** The same for a reason, which is kept in the audit log; may be empty. */
    void record(List<PermissionDecision> decisions, String action, String outcome, String actor, String reason) {
        if (decisions.isEmpty()) return;
        transactions.inTransaction(() -> {
            for (PermissionDecision decision : decisions) {
                store.save(decision);
                Map<String, Object> detail = new LinkedHashMap<>();
                detail.put("plugin", decision.pluginId());
                detail.put("permission", decision.permission());
                detail.put("target", decision.target());
                if (!decision.tier().isEmpty()) detail.put("tier", decision.tier());
                decision.expiresAt().ifPresent(end -> detail.put("until", end.toString()));
                if (!reason.isEmpty()) detail.put("reason", reason);
                tell(decision.pluginId(), action, outcome, actor, detail);
            }
        });
        reload();
    }

    void deny(List<PermissionDenial> denials, String actor) {
        if (denials.isEmpty()) return;
        transactions.inTransaction(() -> {
            for (PermissionDenial denial : denials) {
                store.deny(denial);
                tell(denial.plugins(), "deny", "DENIED", actor, detail(denial));
            }
        });
        reload();
    }

    boolean undeny(PermissionDenial denial, String actor) {
        boolean was = transactions.inTransaction(() -> {
            boolean removed = store.undeny(denial.plugins(), denial.permission(), denial.target());
            if (removed) tell(denial.plugins(), "undeny", "UNDENIED", actor, detail(denial));
            return removed;
        });
        reload();
        return was;
    }

    private static Map<String, Object> detail(PermissionDenial denial) {
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("plugins", denial.plugins());
        detail.put("permission", denial.permission());
        detail.put("target", denial.target());
        detail.put("reason", denial.reason());
        return detail;
    }

    /** Notes something in the audit log and sends an event of it, in one step. */
    void note(String pluginId, String action, String outcome, String actor, Map<String, Object> detail) {
        transactions.inTransaction(() -> tell(pluginId, action, outcome, actor, detail));
    }

    private void tell(String subject, String action, String outcome, String actor, Map<String, Object> detail) {
        audit.append(new AuditEntry(
                0, now(), actor, "permission." + action, subject, outcome.toLowerCase(java.util.Locale.ROOT), detail));
        Map<String, Object> data = new LinkedHashMap<>(detail);
        data.put("actor", actor);
        events.publish(TOPIC + outcome, data);
    }

    /** What was noted of permissions, newest first. */
    List<AuditEntry> audit(String subject, int limit) {
        // The log holds other things too; a page of it that is some times as long is likely to hold enough.
        int page = (int) Math.min(10_000L, Math.max(0L, limit) * 20 + 100);
        return audit.recent(subject, page).stream()
                .filter(entry -> entry.action().startsWith("permission."))
                .limit(Math.max(0, limit))
                .toList();
    }
}
