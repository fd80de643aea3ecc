package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.InvalidConfigurationException;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.Deployment;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.HeldJar;
import dev.pergola.store.Installation;
import dev.pergola.store.Installations;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes a staged jar through the pipeline: identify, decide what it means, check, journal, deploy. */
final class Installer {
    private final Artifacts artifacts;
    private final Registry registry;
    private final Checks checks;
    private final Deployments deployments;
    private final Views views;
    private final DeploymentJournal journal;
    private final Installations installations;
    private final PluginConfigurations configurations;
    private final KeptJars jars;
    private final Holds holds;
    private final Holding holding;

    Installer(
            Artifacts artifacts,
            Registry registry,
            Checks checks,
            Deployments deployments,
            Views views,
            DeploymentJournal journal,
            Installations installations,
            PluginConfigurations configurations,
            KeptJars jars,
            Holds holds,
            Holding holding) {
        this.artifacts = artifacts;
        this.registry = registry;
        this.checks = checks;
        this.deployments = deployments;
        this.views = views;
        this.journal = journal;
        this.installations = installations;
        this.configurations = configurations;
        this.jars = jars;
        this.holds = holds;
        this.holding = holding;
    }

    /**
     * What a jar means, given what is there.
     *
     * @param operation what would be done: install, update, downgrade, adopt, nothing; or refuse
     * @param replaces the version whose place it takes
     * @param problem why it is refused
     */
    record Intent(String operation, Optional<Managed> replaces, Optional<Problem> problem) {
        static Intent of(String operation, Optional<Managed> replaces) {
            return new Intent(operation, replaces, Optional.empty());
        }

        static Intent refuse(String code, String message, String remedy) {
            return new Intent("refuse", Optional.empty(), Optional.of(new Problem(code, message, remedy)));
        }
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
            return refuse(staged.digest(), source, "", "", problem, List.of(), started);
        }
        List<PluginDependency> dependencies =
                descriptor.metadata().map(PluginMetadata::dependencies).orElse(List.of());
        return deployments.exclusively(descriptor.id(), dependencies, () -> {
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
        Intent intent = dropped && rolledBackFrom(descriptor)
                ? Intent.refuse(
                        "rolled-back",
                        descriptor + " was rolled back by an operator and does not come back by itself",
                        "plugin:install " + source + " installs it all the same; remove the file if it is not wanted")
                : intent(descriptor, source, options.sideBySide(), dropped);
        if (intent.operation().equals("nothing") || intent.operation().equals("adopt")) {
            return settle(intent, descriptor, source, started);
        }
        if (intent.problem().isPresent()) {
            return refuse(
                    descriptor.digest(),
                    source,
                    descriptor.id(),
                    descriptor.version().toString(),
                    intent.problem().get(),
                    List.of(),
                    started);
        }
        List<Verdict> verdicts = verdicts(descriptor, staged.path(), source, intent);
        boolean held = Checks.held(verdicts);
        if (Checks.refused(verdicts) && !held) {
            Problem problem = Checks.problems(verdicts).get(0);
            return refuse(
                    descriptor.digest(),
                    source,
                    descriptor.id(),
                    descriptor.version().toString(),
                    problem,
                    verdicts,
                    started);
        }
        if (!options.enable() && intent.replaces().isPresent()) {
            return refuse(
                    descriptor.digest(),
                    source,
                    descriptor.id(),
                    descriptor.version().toString(),
                    new Problem(
                            "already-installed",
                            intent.replaces().get() + " is installed; an update that is not to run would leave nothing",
                            "Install it side by side, or disable the plugin first"),
                    verdicts,
                    started);
        }
        Map<String, Object> configuration;
        try {
            configuration = options.configuration().isEmpty()
                    ? Map.of()
                    : Configurator.check(descriptor.id(), staged.path(), options.configuration());
        } catch (InvalidConfigurationException e) {
            return refuse(
                    descriptor.digest(),
                    source,
                    descriptor.id(),
                    descriptor.version().toString(),
                    e.problems(),
                    verdicts,
                    started);
        }
        try {
            artifacts.keep(staged);
        } catch (IOException e) {
            return refuse(
                    descriptor.digest(),
                    source,
                    descriptor.id(),
                    descriptor.version().toString(),
                    new Problem(
                            "disk",
                            "The jar could not be kept: " + e.getMessage(),
                            "See that the data directory has room and can be written"),
                    verdicts,
                    started);
        }
        InstallOptions checked =
                new InstallOptions(options.enable(), options.sideBySide(), configuration, options.source());
        if (held) {
            return holding.hold(
                    change(descriptor, source, checked, intent, verdicts, actor),
                    heldJar(descriptor, source, checked, verdicts),
                    intent,
                    Checks.problems(verdicts));
        }
        return deploy(descriptor, source, checked, intent, verdicts, actor, started);
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
                    .ifPresent(there -> settle(Intent.of("adopt", Optional.of(there)), descriptor, source, started));
        }
        return report(0, "install", descriptor, "", Outcome.WAITING, List.of(), Holds.problems(held), started);
    }

    /** Whether it is among what is installed, never having passed. */
    private boolean isInstalled(HeldJar held) {
        return registry.versions(held.pluginId()).stream()
                .anyMatch(m -> m.installation().digest().equals(held.digest()));
    }

    private static HeldJar heldJar(
            Descriptor descriptor, String source, InstallOptions options, List<Verdict> verdicts) {
        return new HeldJar(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.digest(),
                source,
                options.enable(),
                options.sideBySide(),
                options.configuration(),
                Holds.reasons(Checks.problems(verdicts)),
                Instant.now());
    }

    /** Runs the checks again for what is held of a plugin or library, and goes on where they pass. */
    DeploymentReport reconsider(String id, String actor) {
        long started = System.nanoTime();
        List<HeldJar> held = holds.of(id);
        if (held.isEmpty()) {
            Managed there = registry.current(id)
                    .orElseThrow(() -> new PluginNotFoundException(
                            "There is no plugin '" + id + "'; plugin:list shows those that are installed"));
            return report(
                    0,
                    "reconsider",
                    there.descriptor(),
                    there.version(),
                    Outcome.UNCHANGED,
                    List.of(),
                    List.of(),
                    started);
        }
        List<DeploymentReport> reports =
                held.stream().map(one -> reconsider(one, actor, started)).toList();
        return reports.stream().filter(r -> !r.succeeded()).findFirst().orElse(reports.get(0));
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
            return refuse(held.digest(), held.source(), held.pluginId(), held.version(), problem, List.of(), started);
        }
        List<PluginDependency> dependencies =
                descriptor.metadata().map(PluginMetadata::dependencies).orElse(List.of());
        return deployments.exclusively(held.pluginId(), dependencies, () -> {
            if (holds.of(descriptor).isEmpty()) {
                return report(0, "reconsider", descriptor, "", Outcome.UNCHANGED, List.of(), List.of(), started);
            }
            boolean enable = registry.find(descriptor.id(), descriptor.version())
                    .filter(there -> there.installation().digest().equals(held.digest()))
                    .map(there -> there.installation().enabled())
                    .orElse(held.enabled());
            Intent intent = intent(descriptor, held.source(), held.sideBySide(), false);
            InstallOptions options = new InstallOptions(
                    enable || intent.replaces().isPresent(), held.sideBySide(), held.configuration());
            List<Verdict> verdicts = verdicts(descriptor, artifacts.path(held.digest()), held.source(), intent);
            if (Checks.refused(verdicts)) {
                return holding.still(
                        change(descriptor, held.source(), options, intent, verdicts, actor),
                        heldJar(descriptor, held.source(), options, verdicts),
                        Checks.problems(verdicts));
            }
            return deploy(descriptor, held.source(), options, intent, verdicts, actor, started);
        });
    }

    private Change change(
            Descriptor descriptor,
            String source,
            InstallOptions options,
            Intent intent,
            List<Verdict> verdicts,
            String actor) {
        return new Change(
                intent.operation().equals("install") ? "install" : "update",
                descriptor,
                source,
                options.sideBySide() ? Optional.empty() : intent.replaces(),
                !options.sideBySide()
                        || registry.versions(descriptor.id()).stream()
                                .allMatch(m -> m.descriptor().digest().equals(descriptor.digest())),
                false,
                verdicts,
                actor);
    }

    /** Puts into effect what has passed; the caller holds the family. */
    private DeploymentReport deploy(
            Descriptor descriptor,
            String source,
            InstallOptions options,
            Intent intent,
            List<Verdict> verdicts,
            String actor,
            long started) {
        Map<String, Object> configuration = options.configuration();
        Map<String, Object> configured = configurations.stored(descriptor.id());
        if (!configuration.isEmpty()) configurations.save(descriptor.id(), configuration, actor);
        if (!options.enable()) return installDisabled(descriptor, source, verdicts, actor, started);
        Change change = change(descriptor, source, options, intent, verdicts, actor);
        DeploymentReport report =
                deployments.make(change, journal.begin(entry(change)).id());
        boolean undone = report.outcome() == Outcome.ROLLED_BACK || report.outcome() == Outcome.REFUSED;
        if (undone && !configuration.isEmpty()) {
            configurations.save(descriptor.id(), configured, actor);
            configurations.push(descriptor.id());
        }
        return report;
    }

    List<Verdict> verdicts(Descriptor descriptor, Path jar, String source, Intent intent) {
        List<Verdict> verdicts = new ArrayList<>(checks.run(
                descriptor,
                jar,
                source,
                intent.replaces().filter(Managed::isPlugin).map(views::plugin)));
        if (intent.operation().equals("downgrade")) {
            verdicts.add(new Verdict.Warn(
                    "version",
                    descriptor + " is older than "
                            + intent.replaces().orElseThrow().version() + ", which it replaces",
                    "Check that the plugin can read what the newer version wrote to its state"));
        }
        return verdicts;
    }

    /** Whether somebody decided against this very jar after it had been deployed: a restart must not overrule that. */
    private boolean rolledBackFrom(Descriptor descriptor) {
        Optional<Deployment> deployed = journal.latest(descriptor.id(), descriptor.digest());
        return deployed.isPresent()
                && journal.of(descriptor.id(), 50).stream()
                        .filter(d -> d.operation().equals("rollback"))
                        .filter(d -> d.outcome() == Deployment.Outcome.COMMITTED)
                        .filter(d -> d.id() > deployed.get().id())
                        .anyMatch(
                                d -> d.fromVersion().equals(descriptor.version().toString()));
    }

    /** Decides what a jar means. */
    Intent intent(Descriptor descriptor, String source, boolean sideBySide, boolean dropped) {
        List<Managed> versions = registry.versions(descriptor.id());
        Optional<Managed> same = registry.find(descriptor.id(), descriptor.version());
        if (same.isPresent()) {
            Managed there = same.get();
            boolean sameSource = there.installation().source().equals(source);
            if (there.installation().digest().equals(descriptor.digest())) {
                if (!sameSource && dropped && Sources.gone(there.installation().source()))
                    return Intent.of("adopt", same);
                if (dropped || there.state() == PluginState.ACTIVE) return Intent.of("nothing", same);
                return Intent.of("install", Optional.empty());
            }
            if (dropped && !sameSource && !Sources.gone(there.installation().source())) {
                return Intent.refuse(
                        "duplicate",
                        descriptor + " is installed from "
                                + there.installation().source() + "; " + source
                                + " is another build of the same version",
                        "Remove one of the two files, or give the other build a version of its own");
            }
            return Intent.of("update", same);
        }
        if (sideBySide || versions.isEmpty()) return Intent.of("install", Optional.empty());
        if (!descriptor.isPlugin()) return library(versions, descriptor, source);
        Managed current = registry.current(descriptor.id()).orElseThrow();
        boolean lower = descriptor.version().compareTo(current.descriptor().version()) < 0;
        boolean replaced = current.installation().source().equals(source);
        if (lower && dropped && !replaced) {
            return Intent.refuse(
                    "superseded",
                    descriptor + " is older than " + current.version() + ", which is installed from "
                            + current.installation().source(),
                    "Remove this file; to go back, use plugin:rollback " + descriptor.id()
                            + ", or remove the newer file");
        }
        return Intent.of(lower ? "downgrade" : "update", Optional.of(current));
    }

    /** Libraries live side by side; only a file that was replaced replaces one. */
    private static Intent library(List<Managed> versions, Descriptor descriptor, String source) {
        Optional<Managed> fromHere = versions.stream()
                .filter(v -> v.installation().source().equals(source) && !Sources.isUpload(source))
                .findFirst();
        if (fromHere.isEmpty()) return Intent.of("install", Optional.empty());
        boolean lower =
                descriptor.version().compareTo(fromHere.get().descriptor().version()) < 0;
        return Intent.of(lower ? "downgrade" : "update", fromHere);
    }

    private DeploymentReport settle(Intent intent, Descriptor descriptor, String source, long started) {
        Managed there = intent.replaces().orElseThrow();
        if (intent.operation().equals("adopt")) {
            Installation i = there.installation();
            Installation moved = new Installation(
                    i.pluginId(),
                    i.version(),
                    i.kind(),
                    i.digest(),
                    source,
                    i.current(),
                    i.enabled(),
                    i.installedAt(),
                    i.lastUsedAt());
            installations.save(moved);
            registry.put(there.with(moved));
        }
        return report(
                0, "install", descriptor, there.version(), Outcome.UNCHANGED, List.of(), there.problems(), started);
    }

    private DeploymentReport installDisabled(
            Descriptor descriptor, String source, List<Verdict> verdicts, String actor, long started) {
        Instant now = Instant.now();
        Installation installation = new Installation(
                descriptor.id(),
                descriptor.version().toString(),
                descriptor.kind(),
                descriptor.digest(),
                source,
                registry.versions(descriptor.id()).isEmpty(),
                false,
                now,
                now);
        Change change = new Change("install", descriptor, source, Optional.empty(), true, false, verdicts, actor);
        Deployment begun = journal.begin(entry(change));
        installations.save(installation);
        holds.passed(descriptor);
        journal.finish(begun.id(), Deployment.Outcome.COMMITTED, "installed, not enabled");
        Managed unloaded =
                new Managed(descriptor, installation, PluginState.UNLOADED, now, List.of(), Optional.empty());
        registry.move(unloaded, PluginState.LOADED, List.of(), Optional.empty(), actor);
        return report(begun.id(), "install", descriptor, "", Outcome.DONE, verdicts, List.of(), started);
    }

    static Deployment entry(Change change) {
        return new Deployment(
                0,
                change.operation(),
                change.target().id(),
                change.fromVersion(),
                change.target().version().toString(),
                change.target().digest(),
                change.source(),
                "begun",
                Deployment.Outcome.PENDING,
                "",
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private DeploymentReport refuse(
            String digest,
            String source,
            String id,
            String version,
            Problem problem,
            List<Verdict> verdicts,
            long started) {
        return refuse(digest, source, id, version, List.of(problem), verdicts, started);
    }

    private DeploymentReport refuse(
            String digest,
            String source,
            String id,
            String version,
            List<Problem> problems,
            List<Verdict> verdicts,
            long started) {
        Deployment begun = journal.begin(new Deployment(
                0,
                "install",
                id,
                "",
                version,
                digest,
                source,
                "checking",
                Deployment.Outcome.PENDING,
                "",
                Instant.EPOCH,
                Instant.EPOCH));
        journal.finish(
                begun.id(),
                Deployment.Outcome.REFUSED,
                String.join(
                        "; ",
                        problems.stream()
                                .map(p -> p.message() + ". " + p.remedy())
                                .toList()));
        return new DeploymentReport(
                begun.id(),
                "install",
                id,
                "",
                version,
                Outcome.REFUSED,
                verdicts,
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }

    private static DeploymentReport report(
            long id,
            String operation,
            Descriptor descriptor,
            String from,
            Outcome outcome,
            List<Verdict> verdicts,
            List<Problem> problems,
            long started) {
        return new DeploymentReport(
                id,
                operation,
                descriptor.id(),
                from,
                descriptor.version().toString(),
                outcome,
                verdicts,
                problems,
                Duration.ofNanos(System.nanoTime() - started));
    }
}
