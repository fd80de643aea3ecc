package dev.pergola.permissions.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.PermissionDecision;
import dev.pergola.store.PermissionDecisions;
import dev.pergola.store.PermissionDenial;
import dev.pergola.store.Transactions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was decided: in the store, in the audit log and among the events in one step, and at hand for every question. */
final class Decisions {
    private static final String TOPIC = "pergola/permission/";

    private final Transactions transactions;
    private final PermissionDecisions store;
    private final AuditLog audit;
    private final PlatformEvents events;
    private final Clock clock;
    private volatile Book book = Book.EMPTY;
    private volatile Optional<Instant> firstEnd = Optional.empty();
    /** Grants that have ended, which the store is still to be told. Guarded by this. */
    private final Set<PermissionDecision> over = new HashSet<>();

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

    /**
     * What was decided, as it stands at some time. A grant that has been found to have ended does not begin again where the
     * clock is set back later: whoever granted it meant that it should end.
     */
    Book book(Instant now) {
        if (firstEnd.filter(end -> !end.isAfter(now)).isPresent()) end(now);
        return book;
    }

    private synchronized void end(Instant now) {
        over.addAll(book.over(now));
        use(book.without(over));
    }

    private void use(Book next) {
        book = next;
        firstEnd = next.firstEnd();
    }

    /** How long until the next grant ends; nothing, where none does. */
    Optional<Duration> untilNextEnd() {
        return firstEnd.map(end -> Duration.between(now(), end));
    }

    /** Reads again what the store has: other nodes decide too. Tells whether that was news. */
    synchronized boolean reload() {
        List<PermissionDecision> all = store.all();
        over.retainAll(all);
        Book read = Book.of(all, store.denials()).without(over);
        boolean news = !read.equals(book);
        use(read);
        return news;
    }

    /**
     * Writes down what has ended, so that it has for other nodes and after the next start too. Nobody is kept from asking
     * meanwhile: who writes may have to wait for somebody who asks.
     */
    void settle() {
        for (PermissionDecision granted : unsettled()) {
            store.end(granted);
            settled(granted);
        }
    }

    private synchronized List<PermissionDecision> unsettled() {
        return List.copyOf(over);
    }

    private synchronized void settled(PermissionDecision granted) {
        over.remove(granted);
    }

    /**
     * What somebody grants.
     *
     * @param publisher of which publisher the plugin has to be; empty for any
     */
    PermissionDecision granted(String pluginId, String publisher, Extent extent, Bounds bounds, String actor) {
        return new PermissionDecision(
                pluginId,
                publisher,
                extent.permission(),
                extent.target(),
                bounds.tier(),
                bounds.isolation(),
                true,
                actor,
                now(),
                bounds.until());
    }

    PermissionDecision refused(String pluginId, Extent extent, String actor) {
        return new PermissionDecision(
                pluginId, "", extent.permission(), extent.target(), "", "", false, actor, now(), Optional.empty());
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
                if (!decision.pluginId().isEmpty()) detail.put("plugin", decision.pluginId());
                if (!decision.publisher().isEmpty()) detail.put("publisher", decision.publisher());
                detail.put("permission", decision.permission());
                detail.put("target", decision.target());
                if (!decision.tier().isEmpty()) detail.put("tier", decision.tier());
                if (!decision.isolation().isEmpty()) detail.put("isolation", decision.isolation());
                decision.expiresAt().ifPresent(end -> detail.put("until", end.toString()));
                if (!reason.isEmpty()) detail.put("reason", reason);
                tell(subject(decision), action, outcome, actor, detail);
            }
        });
        reload();
    }

    /** What the audit log has it under. */
    private static String subject(PermissionDecision decision) {
        return decision.pluginId().isEmpty() ? "publisher:" + decision.publisher() : decision.pluginId();
    }

    /** Takes back what was granted: it counts as refused. */
    void revoke(List<PermissionDecision> granted, String actor) {
        List<PermissionDecision> revoked = granted.stream()
                .map(decision -> new PermissionDecision(
                        decision.pluginId(),
                        decision.publisher(),
                        decision.permission(),
                        decision.target(),
                        decision.tier(),
                        decision.isolation(),
                        false,
                        actor,
                        now(),
                        Optional.empty()))
                .toList();
        record(revoked, "revoke", "REVOKED", actor);
    }

    /**
     * Forgets all about a plugin, in the transaction of who asks, where there is one. Should that fail in the end, what was
     * granted is back when the store is read next, within seconds.
     */
    void forget(String pluginId, String actor) {
        transactions.inTransaction(() -> {
            List<PermissionDecision> gone = store.of(pluginId);
            if (gone.isEmpty()) return;
            store.remove(pluginId);
            for (PermissionDecision decision : gone) {
                Map<String, Object> detail = new LinkedHashMap<>();
                detail.put("plugin", pluginId);
                detail.put("permission", decision.permission());
                detail.put("target", decision.target());
                detail.put("reason", "the plugin was uninstalled");
                tell(pluginId, "forget", "FORGOTTEN", actor, detail);
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
