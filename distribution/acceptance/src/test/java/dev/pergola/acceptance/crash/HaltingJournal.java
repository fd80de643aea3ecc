package dev.pergola.acceptance.crash;

import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.Transactions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Stands before the real journal, and ends the JVM as a power cut would: the moment a step has been written down, just
 * before the transaction that ends a deployment is committed ({@code finishing}), or just after ({@code committed}).
 * Where, says a file, as {@code operation:step:plugin}. The product has no switch for that; this is how a bundle may wrap
 * any service of another.
 */
@Component
@ServiceRanking(1000)
public final class HaltingJournal implements DeploymentJournal {
    private final DeploymentJournal real;
    private final Transactions transactions;
    private final Optional<Path> order;
    private final Map<Long, Deployment> begun = new ConcurrentHashMap<>();

    @Activate
    public HaltingJournal(
            BundleContext context,
            @Reference(target = "(!(service.ranking=1000))") DeploymentJournal real,
            @Reference Transactions transactions) {
        this.real = real;
        this.transactions = transactions;
        this.order = Optional.ofNullable(context.getProperty("test.halt")).map(Path::of);
    }

    private boolean due(long id, String step) {
        Deployment deployment = begun.get(id);
        if (deployment == null || order.isEmpty()) return false;
        try {
            return Files.readString(order.get())
                    .equals(deployment.operation() + ":" + step + ":" + deployment.pluginId());
        } catch (NoSuchFileException e) {
            return false;
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void halt() {
        Runtime.getRuntime().halt(137);
    }

    @Override
    public Deployment begin(Deployment deployment) {
        Deployment result = real.begin(deployment);
        begun.put(result.id(), deployment);
        if (due(result.id(), deployment.step())) halt();
        return result;
    }

    @Override
    public void step(long id, String step) {
        real.step(id, step);
        if (due(id, step)) halt();
        if (due(id, step + ", committed")) transactions.afterCommit(HaltingJournal::halt);
    }

    @Override
    public void finish(long id, Deployment.Outcome outcome, String detail) {
        if (due(id, "finishing")) halt();
        real.finish(id, outcome, detail);
        if (due(id, "committed")) transactions.afterCommit(HaltingJournal::halt);
    }

    @Override
    public List<Deployment> pending() {
        return real.pending();
    }

    @Override
    public List<Deployment> of(String pluginId, int limit) {
        return real.of(pluginId, limit);
    }

    @Override
    public Optional<Deployment> latest(String pluginId, String digest) {
        return real.latest(pluginId, digest);
    }

    @Override
    public Optional<Deployment> latestFrom(String source) {
        return real.latestFrom(source);
    }

    @Override
    public List<Deployment> recent(int limit) {
        return real.recent(limit);
    }
}
