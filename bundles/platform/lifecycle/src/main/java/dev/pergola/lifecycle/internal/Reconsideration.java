package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.HeldJar;
import java.io.IOException;
import java.util.List;

/** Goes on with what is held, once it passes. */
final class Reconsideration {
    private static final String OPERATION = "reconsider";

    private final Artifacts artifacts;
    private final Registry registry;
    private final Families families;
    private final Intents intents;
    private final Examination examination;
    private final Deployer deployer;
    private final Holds holds;
    private final Holding holding;
    private final Refusals refusals;

    Reconsideration(
            Artifacts artifacts,
            Registry registry,
            Families families,
            Intents intents,
            Examination examination,
            Deployer deployer,
            Holds holds,
            Holding holding,
            Refusals refusals) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.families = families;
        this.intents = intents;
        this.examination = examination;
        this.deployer = deployer;
        this.holds = holds;
        this.holding = holding;
        this.refusals = refusals;
    }

    /** Runs the checks again for what is held of a plugin or library, and goes on where they pass. */
    DeploymentReport reconsider(String id, String actor) {
        long started = System.nanoTime();
        List<HeldJar> held = holds.of(id);
        if (held.isEmpty()) {
            Managed there = registry.current(id)
                    .orElseThrow(() -> new PluginNotFoundException(
                            "There is no plugin '" + id + "'; plugin:list shows those that are installed"));
            return unchanged(there.descriptor(), there.version(), started);
        }
        List<DeploymentReport> reports =
                held.stream().map(one -> reconsider(one, actor, started)).toList();
        return reports.stream().filter(r -> !r.succeeded()).findFirst().orElse(reports.get(0));
    }

    private static DeploymentReport unchanged(Descriptor descriptor, String from, long started) {
        return Attempt.report(OPERATION, 0, descriptor, from, Outcome.UNCHANGED, List.of(), List.of(), started);
    }

    private DeploymentReport reconsider(HeldJar held, String actor, long started) {
        Descriptor descriptor;
        try {
            descriptor = DescriptorReader.read(artifacts.path(held.digest()), held.digest());
        } catch (IOException | RefusedException e) {
            Problem problem = new Problem(
                    "artifact-damaged",
                    "The held jar of " + held.pluginId() + " " + held.version() + " cannot be read: " + e.getMessage(),
                    "Install it anew from its file");
            return refusals.refuse(held.digest(), held.source(), held.pluginId(), held.version(), problem, started);
        }
        return families.exclusively(
                held.pluginId(), descriptor.dependencies(), () -> goOn(held, descriptor, actor, started));
    }

    private DeploymentReport goOn(HeldJar held, Descriptor descriptor, String actor, long started) {
        if (holds.of(descriptor).isEmpty()) return unchanged(descriptor, "", started);
        boolean enable = registry.find(descriptor.id(), descriptor.version())
                .filter(there -> there.installation().digest().equals(held.digest()))
                .map(there -> there.installation().enabled())
                .orElse(held.enabled());
        Intent intent = intents.of(descriptor, held.source(), held.sideBySide(), false);
        InstallOptions options =
                new InstallOptions(enable || intent.replaces().isPresent(), held.sideBySide(), held.configuration());
        List<Verdict> verdicts = examination.of(descriptor, artifacts.path(held.digest()), held.source(), intent);
        Attempt attempt = new Attempt(descriptor, held.source(), options, intent, verdicts, actor, started);
        if (Checks.refused(verdicts)) {
            return holding.still(attempt.change(registry), attempt.held(), Checks.problems(verdicts));
        }
        return deployer.deploy(attempt);
    }
}
