package dev.pergola.http.testing;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.SandboxUsage;
import dev.pergola.store.ApiToken;
import dev.pergola.store.ApiTokens;
import dev.pergola.store.AuditEntry;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.ExecutionRecord;
import dev.pergola.store.StoreException;
import dev.pergola.store.Transactions;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A store that forgets. */
public final class FakeStore {
    /** The audit log. */
    public final List<AuditEntry> audited = new CopyOnWriteArrayList<>();
    /** Whether the database is gone. */
    public volatile boolean broken;

    /** The audit log as a service. */
    public final AuditLog audit = new AuditLog() {
        @Override
        public void append(AuditEntry entry) {
            audited.add(entry);
        }

        @Override
        public List<AuditEntry> recent(String subject, int limit) {
            return audited.stream()
                    .filter(entry -> subject.isEmpty() || entry.subject().equals(subject))
                    .limit(limit)
                    .toList();
        }
    };

    /** Tokens. */
    public final ApiTokens tokens = new ApiTokens() {
        private final List<ApiToken> all = new CopyOnWriteArrayList<>();

        @Override
        public List<ApiToken> all() {
            return List.copyOf(all);
        }

        @Override
        public Optional<ApiToken> find(String id) {
            return all.stream().filter(token -> token.id().equals(id)).findFirst();
        }

        @Override
        public Optional<ApiToken> withHash(String hash) {
            if (broken) throw new StoreException("secret jdbc:h2 detail", new IllegalStateException());
            return all.stream().filter(token -> token.hash().equals(hash)).findFirst();
        }

        @Override
        public boolean add(ApiToken token) {
            return all.stream().noneMatch(other -> other.name().equals(token.name())) && all.add(token);
        }

        @Override
        public void touch(String id, Instant when) {
            // Nobody looks.
        }

        @Override
        public boolean remove(String id) {
            return all.removeIf(token -> token.id().equals(id));
        }
    };

    /** Transactions that commit each change at once. */
    public final Transactions transactions = new Transactions() {
        @Override
        public <T> T inTransaction(Supplier<T> work) {
            return work.get();
        }

        @Override
        public void afterCommit(Runnable action) {
            action.run();
        }
    };

    /** The execution log, with one call in it. */
    public final ExecutionLog executions = new ExecutionLog() {
        private final ExecutionRecord only = new ExecutionRecord(
                "e1",
                "wordcount",
                "1.0.0",
                "dev.pergola.api.extension.TaskProcessor",
                "p",
                "COUNT",
                "failed",
                Instant.EPOCH,
                new ResourceUsage(
                        Duration.of(1_500, ChronoUnit.MICROS),
                        Duration.of(700, ChronoUnit.MICROS),
                        64,
                        Optional.of(new SandboxUsage(9_000_000, 4_096, 512, 0))),
                Map.of("text", "a"),
                Map.of(),
                "It broke",
                "admin");

        @Override
        public void append(List<ExecutionRecord> records) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<ExecutionRecord> find(String id) {
            return Optional.of(only).filter(record -> record.id().equals(id));
        }

        @Override
        public List<ExecutionRecord> recent(String pluginId, int limit) {
            if (broken) throw new StoreException("secret jdbc:h2 detail", new IllegalStateException());
            return pluginId.isEmpty() || pluginId.equals("wordcount") ? List.of(only) : List.of();
        }

        @Override
        public int prune(Instant before, long most) {
            throw new UnsupportedOperationException();
        }
    };

    /** The journal, with one deployment in it. */
    public final DeploymentJournal journal = new DeploymentJournal() {
        private final Deployment only = new Deployment(
                3,
                "install",
                "wordcount",
                "",
                "1.0.0",
                "ab",
                "/plugins/w.jar",
                "COMMIT",
                Deployment.Outcome.COMMITTED,
                "",
                Instant.EPOCH,
                Instant.EPOCH);

        @Override
        public Deployment begin(Deployment deployment) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void step(long id, String step) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void finish(long id, Deployment.Outcome outcome, String detail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Deployment> pending() {
            return List.of();
        }

        @Override
        public List<Deployment> of(String pluginId, int limit) {
            return pluginId.equals("wordcount") ? List.of(only) : List.of();
        }

        @Override
        public Optional<Deployment> latest(String pluginId, String digest) {
            return Optional.empty();
        }

        @Override
        public Optional<Deployment> latestFrom(String source) {
            return Optional.empty();
        }

        @Override
        public List<Deployment> recent(int limit) {
            return List.of(only);
        }
    };
}
