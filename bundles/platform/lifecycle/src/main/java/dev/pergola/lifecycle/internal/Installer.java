package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.HeldJar;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a staged jar through the pipeline: identify, decide what it means, check, keep, deploy or hold. */
final class Installer {
    private final Artifacts artifacts;
    private final Registry registry;
    private final Families families;
    private final Intents intents;
    private final Examination examination;
    private final Deployer deployer;
    private final KeptJars jars;
    private final Holds holds;
    private final Holding holding;
    private final Refusals refusals;

    Installer(
            Artifacts artifacts,
            Registry registry,
            Families families,
            Intents intents,
            Examination examination,
            Deployer deployer,
            KeptJars jars,
            Holds holds,
            Holding holding,
            Refusals refusals) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.families = families;
        this.intents = intents;
        this.examination = examination;
        this.deployer = deployer;
        this.jars = jars;
        this.holds = holds;
        this.holding = holding;
        this.refusals = refusals;
    }

    /**
     * Installs a staged jar.
     *
     * @param dropped whether it lies in a plugin directory, as against being installed by command
     */
    DeploymentReport install(Staged staged, String source, InstallOptions options, boolean dropped, String actor) {
        long started = System.nanoTime();
        Descriptor descriptor;
        try {
            descriptor = DescriptorReader.read(staged.path(), staged.digest());
        } catch (RefusedException | IOException e) {
            Problem problem = e instanceof RefusedException refused
                    ? refused.problem()
                    : new Problem(
                            "no-jar", String.valueOf(e.getMessage()), "Copy the file again; it is no complete jar");
            return refusals.refuse(staged.digest(), source, "", "", problem, started);
        }
        return families.exclusively(descriptor.id(), descriptor.dependencies(), () -> {
            DeploymentReport report = install(descriptor, staged, source, options, dropped, actor, started);
            if (report.outcome() == Outcome.DONE) jars.prune(descriptor.id());
            return report;
        });
    }

    private DeploymentReport install(
            Descriptor descriptor,
            Staged staged,
            String source,
            InstallOptions options,
            boolean dropped,
            String actor,
            long started) {
        if (dropped) {
            Optional<HeldJar> held = holds.of(descriptor);
            if (held.isPresent()) return heldAlready(held.get(), descriptor, source, started);
            // What lay there before is not there any more.
            holds.forget(other -> other.source().equals(source) && !isInstalled(other));
        }
        Intent intent = intents.of(descriptor, source, options.sideBySide(), dropped);
        Attempt attempt = new Attempt(descriptor, source, options, intent, List.of(), actor, started);
        if (intent.settled()) return deployer.settle(attempt);
        if (intent.problem().isPresent()) {
            return refusals.refuse(attempt, List.of(intent.problem().get()));
        }
        return checked(attempt.with(examination.of(descriptor, staged.path(), source, intent)), staged);
    }

    private DeploymentReport checked(Attempt attempt, Staged staged) {
        boolean held = Checks.held(attempt.verdicts());
        if (Checks.refused(attempt.verdicts()) && !held) {
            return refusals.refuse(
                    attempt, List.of(Checks.problems(attempt.verdicts()).get(0)));
        }
        InstallOptions options = attempt.options();
        if (!options.enable() && attempt.intent().replaces().isPresent()) {
            return refusals.refuse(
                    attempt,
                    List.of(new Problem(
                            "already-installed",
                            attempt.intent().replaces().get()
                                    + " is installed; an update that is not to run would leave nothing",
                            "Install it side by side, or disable the plugin first")));
        }
        Map<String, Object> configuration;
        try {
            configuration = options.configuration().isEmpty()
                    ? Map.of()
                    : Configurator.check(attempt.descriptor().id(), staged.path(), options.configuration());
            artifacts.keep(staged);
        } catch (InvalidConfigurationException e) {
            return refusals.refuse(attempt, e.problems());
        } catch (IOException e) {
            return refusals.refuse(
                    attempt,
                    List.of(new Problem(
                            "disk",
                            "The jar could not be kept: " + e.getMessage(),
                            "See that the data directory has room and can be written")));
        }
        Attempt kept = attempt.with(
                new InstallOptions(options.enable(), options.sideBySide(), configuration, options.source()));
        if (!held) return deployer.deploy(kept);
        return holding.hold(kept.change(registry), kept.held(), kept.intent(), Checks.problems(kept.verdicts()));
    }

    /** A held file is not looked at again each time that somebody comes by. */
    private DeploymentReport heldAlready(HeldJar held, Descriptor descriptor, String source, long started) {
        if (!held.source().equals(source) && Sources.gone(held.source())) {
            holds.put(
                    descriptor,
                    new HeldJar(
                            held.pluginId(),
                            held.version(),
                            held.digest(),
                            source,
                            held.enabled(),
                            held.sideBySide(),
                            held.configuration(),
                            held.reasons(),
                            held.heldAt()));
            registry.find(descriptor.id(), descriptor.version())
                    .filter(there -> isInstalled(held))
                    .ifPresent(there -> deployer.adopt(there, source));
        }
        return Attempt.report("install", 0, descriptor, "", Outcome.WAITING, List.of(), Holds.problems(held), started);
    }

    /** Whether it is among what is installed, never having passed. */
    private boolean isInstalled(HeldJar held) {
        return registry.versions(held.pluginId()).stream()
                .anyMatch(m -> m.installation().digest().equals(held.digest()));
    }
}
