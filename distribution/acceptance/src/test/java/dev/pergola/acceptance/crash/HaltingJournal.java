package dev.pergola.acceptance.crash;

import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.propertytypes.ServiceRanking;

/**
 * Stands before the real journal, and ends the JVM as a power cut would, the moment a step has been written down. The
 * product has no switch for that; this is how a bundle may wrap any service of another.
 */
@Component
@ServiceRanking(1000)
public final class HaltingJournal implements DeploymentJournal {
    private final DeploymentJournal real;
    private final String haltAt;
    private final String plugin;

    @Activate
    public HaltingJournal(
            BundleContext context, @Reference(target = "(!(service.ranking=1000))") DeploymentJournal real) {
        this.real = real;
        String setting = context.getProperty("test.halt");
        String[] parts = (setting == null ? ":" : setting).split(":", 2);
        this.haltAt = parts[0];
        this.plugin = parts[1];
    }

    private void maybeHalt(String step, String plugin) {
        if (step.equals(haltAt) && plugin.equals(this.plugin))
            Runtime.getRuntime().halt(137);
    }

    @Override
    public Deployment begin(Deployment deployment) {
        Deployment begun = real.begin(deployment);
        if (deployment.operation().equals("update")) maybeHalt("begun", deployment.pluginId());
        return begun;
    }

    @Override
    public void step(long id, String step) {
        real.step(id, step);
        real.recent(5).stream()
                .filter(d -> d.id() == id && d.operation().equals("update"))
                .forEach(d -> maybeHalt(step, d.pluginId()));
    }

    @Override
    public void finish(long id, Deployment.Outcome outcome, String detail) {
        if (outcome == Deployment.Outcome.COMMITTED) {
            real.pending().stream()
                    .filter(d -> d.id() == id && d.operation().equals("update"))
                    .forEach(d -> maybeHalt("finishing", d.pluginId()));
        }
        real.finish(id, outcome, detail);
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
