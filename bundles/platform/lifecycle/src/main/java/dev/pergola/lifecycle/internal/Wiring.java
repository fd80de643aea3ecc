package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.PluginState;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/** Puts the parts of this bundle together. Starts nothing. */
final class Wiring {
    /** How long one that checks jars may think about a plugin that is there already. */
    private static final Duration ASKED = Duration.ofSeconds(3);

    final LifecycleSettings settings;
    /** The bundles that were there before any plugin. */
    final Set<Bundle> platform;

    final PlatformStart platformStart;
    final WiredCheck wired;
    final Registry registry;
    final Views views;
    final Holds holds;
    final KeptJars jars;
    final BundleGate gate;
    final Contexts contexts;
    final InstalledFiles files = new InstalledFiles();
    final ConfigurationArrival arrival;
    final Configurator configurator;
    final Admission admission;
    final Fetching fetching;
    final Reconsideration reconsideration;
    final Manager manager;
    final Planner planner;
    final Explainer explainer;
    final Waiting waiting;
    final Boot boot;
    final DropIn dropIn;
    final DirectoryWatch watch;
    final HealthMonitor health;
    final ScheduledExecutorService retryThreads = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(null, task, "pergola-retry", 0, false);
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean stopping;

    Wiring(Services services) {
        Stores stores = services.stores();
        settings = LifecycleSettings.from(services.context());
        platform = Set.of(services.context().getBundles());
        platformStart = new PlatformStart(platform, this::isStopping);
        holds = stores.holds();
        Artifacts artifacts = new Artifacts(settings.data(), settings.maxJarBytes());
        registry = new Registry(services.events(), stores.audit());
        Retries retries = new Retries(
                Retries.Timer.on(retryThreads),
                InstantSource.system(),
                () -> ThreadLocalRandom.current().nextDouble(),
                settings.retryFirst(),
                settings.retryMost(),
                this::retry);
        views = new Views(
                registry,
                artifacts,
                () -> services.permissions()
                        .get()
                        .filter(PermissionPolicy::enforced)
                        .isPresent(),
                managed -> Stream.concat(retries.notes(managed).stream(), holds.notes(managed).stream())
                        .toList());
        arrival = new ConfigurationArrival(services.context(), services.configurationAdmin());
        PluginConfigurations configurations =
                new PluginConfigurations(services.configurations(), services.configurationAdmin(), arrival);
        admission = new Admission(services.permissions(), settings.enforced());
        contexts = new Contexts(settings, stores.states(), services.events(), configurations, admission);
        gate = new BundleGate(services.context());
        Bundles bundles = new Bundles(services.context(), gate, services.components(), settings, admission);
        Checks checks = new Checks(
                settings.engine(), registry, services.signatures(), services.vetters(), services.permissions());
        wired = new WiredCheck(
                stores.wirings(),
                checks::wired,
                () -> platformStart.await(settings.policyTimeout()),
                settings.engine().toString(),
                checks::passed);
        Starter starter = new Starter(
                bundles,
                artifacts,
                contexts,
                configurations,
                services.routes(),
                services.calls(),
                settings,
                files,
                wired);
        Families families = new Families(registry);
        Prospects prospects = new Prospects(platform, registry);
        Entries entries = new Entries(registry, starter, services.routes(), stores, retries);
        Deployments deployments =
                new Deployments(registry, prospects, entries, starter, gate, services.events(), stores, retries);
        Intents intents = new Intents(registry, stores.journal());
        Examination examination = new Examination(checks, views);
        Deployer deployer = new Deployer(registry, deployments, configurations, stores);
        Holding holding = new Holding(registry, stores, services.events());
        Refusals refusals = new Refusals(stores.journal());
        jars = new KeptJars(artifacts, registry, stores.journal(), holds);
        Installer installer = new Installer(
                artifacts, registry, families, intents, examination, deployer, jars, holds, holding, refusals);
        fetching = new Fetching(artifacts, new Downloads(settings.urlSchemes(), settings.downloadTimeout()), installer);
        reconsideration = new Reconsideration(
                artifacts, registry, families, intents, examination, deployer, holds, holding, refusals);
        Leftovers leftovers = new Leftovers(settings.directories(), contexts::dataDirectory, stores.journal());
        Withdrawals withdrawals = new Withdrawals(registry, starter, gate, retries);
        manager = new Manager(
                jars, registry, families, deployments, withdrawals, configurations, leftovers, stores, admission);
        configurator = new Configurator(
                manager,
                artifacts,
                configurations,
                new ConfigurationRules(services.calls()),
                stores.audit(),
                services.events());
        planner = new Planner(artifacts, registry, intents, examination, prospects, manager, jars);
        waiting = new Waiting(registry, families, prospects, deployments, holds, this::isStopping);
        boot = new Boot(artifacts, registry, stores.installations(), stores.journal(), stores.quarantines(), leftovers);
        Intake intake = new Intake(artifacts, installer, manager, registry, stores.journal(), holds, refusals);
        dropIn = new DropIn(intake, registry, waiting, holds, settings.directories());
        explainer = new Explainer(
                registry,
                views,
                stores.journal(),
                dropIn,
                new Concerns(services.vetters(), services.signatures(), ASKED),
                settings.directories());
        watch = new DirectoryWatch(
                services.context(),
                services.configurationAdmin(),
                dropIn,
                settings.directories(),
                settings.watchInterval());
        health = new HealthMonitor(registry, starter, manager, services.events(), settings.healthInterval());
    }

    boolean isStopping() {
        return stopping;
    }

    /** From here on nothing new is begun. */
    void stopping() {
        stopping = true;
    }

    /** Has others started that may have what they waited for, now that something has changed. */
    DeploymentReport afterwards(DeploymentReport report, String actor) {
        if (report.succeeded() && report.outcome() != Outcome.UNCHANGED) {
            waiting.wake(actor);
            dropIn.reconsider();
        }
        return report;
    }

    private void retry(Managed failed) {
        boolean still = registry.find(failed.id(), failed.descriptor().version())
                .filter(m -> m.state() == PluginState.FAILED)
                .isPresent();
        if (still && !stopping)
            afterwards(manager.start(Retries.OPERATION, failed, Retries.OPERATION), Retries.OPERATION);
    }
}
