package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginContext;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.DeploymentReport.Outcome;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.lifecycle.internal.Artifacts.Staged;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Configurations;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.HeldJar;
import dev.pergola.store.HeldJars;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Quarantines;
import dev.pergola.store.Transactions;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condition.Condition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the parts of this bundle together, and is the {@link PluginManager} that others see. */
@Component(service = PluginManager.class, immediate = true)
public final class LifecycleComponent implements PluginManager {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleComponent.class);
    private static final Duration FIRST_SCAN = Duration.ofSeconds(45);

    @Reference(
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile List<Vetter> vetters = List.of();

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable PermissionPolicy permissionPolicy;

    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    private volatile @Nullable SignatureVerifier signatureVerifier;

    private final BundleContext context;
    private final LifecycleSettings settings;
    private final Artifacts artifacts;
    private final Registry registry;
    private final Set<Bundle> platform;
    private final Holds holds;
    private final Views views;
    private final Downloads downloads;
    private final Installer installer;
    private final Manager manager;
    private final KeptJars jars;
    private final Planner planner;
    private final Waiting waiting;
    private final DropIn dropIn;
    private final DirectoryWatch watch;
    private final Boot boot;
    private final Starter starter;
    private final PluginConfigurations configurations;
    private final Configurator configurator;
    private final PlatformEvents events;
    private final DeploymentJournal journal;
    private final AuditLog audit;
    private final HealthMonitor health;
    private final Admission admission;
    private final ScheduledExecutorService retryThreads = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(null, task, "pergola-retry", 0, false);
        thread.setDaemon(true);
        return thread;
    });
    private final List<ServiceRegistration<?>> registrations = Collections.synchronizedList(new ArrayList<>());
    private final SynchronousBundleListener shutdown = this::beforeTheFrameworkStops;
    private final Thread booting;
    private volatile boolean stopping;

    /** Wires everything; boots on a thread of its own, as that may take as long as the plugins take to start. */
    @Activate
    public LifecycleComponent(
            BundleContext context,
            @Reference ConfigurationAdmin configurationAdmin,
            @Reference ServiceComponentRuntime components,
            @Reference PluginRoutes routes,
            @Reference PluginCalls calls,
            @Reference PlatformEvents events,
            @Reference Transactions transactions,
            @Reference Installations installations,
            @Reference DeploymentJournal journal,
            @Reference Configurations storedConfigurations,
            @Reference HeldJars heldJars,
            @Reference PluginStates states,
            @Reference Quarantines quarantines,
            @Reference AuditLog audit) {
        this.context = context;
        this.events = events;
        this.journal = journal;
        this.audit = audit;
        settings = LifecycleSettings.from(context);
        platform = Set.of(context.getBundles());
        holds = new Holds(heldJars, transactions);
        artifacts = new Artifacts(settings.data(), settings.maxJarBytes());
        downloads = new Downloads(settings.urlSchemes(), settings.downloadTimeout());
        registry = new Registry(events, audit);
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
                () -> permissionPolicy().filter(PermissionPolicy::enforced).isPresent(),
                managed -> Stream.concat(retries.notes(managed).stream(), holds.notes(managed).stream())
                        .toList());
        configurations = new PluginConfigurations(storedConfigurations, configurationAdmin);
        admission = new Admission(this::permissionPolicy, settings.enforced());
        Contexts contexts = new Contexts(settings, states, events, configurations, admission);
        BundleGate gate = new BundleGate(context);
        Bundles bundles = new Bundles(context, gate, components, settings, admission);
        starter = new Starter(bundles, artifacts, contexts, configurations, routes, calls, settings);
        Stores stores = new Stores(transactions, installations, journal, states, quarantines, audit, holds);
        Deployments deployments = new Deployments(platform, registry, starter, gate, routes, events, stores, retries);
        Checks checks = new Checks(
                settings.engine(),
                registry,
                () -> Optional.ofNullable(signatureVerifier),
                this::orderedVetters,
                this::permissionPolicy);
        jars = new KeptJars(artifacts, registry, journal, holds);
        installer = new Installer(
                artifacts,
                registry,
                checks,
                deployments,
                views,
                journal,
                installations,
                configurations,
                jars,
                holds,
                new Holding(registry, stores, events));
        Leftovers leftovers = new Leftovers(settings.directories(), contexts::dataDirectory, journal);
        manager = new Manager(jars, registry, deployments, configurations, leftovers, stores, admission);
        configurator =
                new Configurator(manager, artifacts, configurations, new ConfigurationRules(calls), audit, events);
        planner = new Planner(artifacts, registry, installer, deployments, manager, jars);
        waiting = new Waiting(registry, deployments, holds, () -> stopping);
        boot = new Boot(artifacts, registry, installations, journal, quarantines, leftovers);
        dropIn = new DropIn(artifacts, installer, manager, registry, waiting, journal, holds, settings.directories());
        watch = new DirectoryWatch(
                context, configurationAdmin, dropIn, settings.directories(), settings.watchInterval());
        health = new HealthMonitor(registry, starter, manager, events, settings.healthInterval());
        registrations.add(context.registerService(ResolverHookFactory.class, gate, null));
        registrations.add(context.registerService(PluginContext.class, contexts, null));
        context.addBundleListener(shutdown);
        booting = new Thread(null, this::boot, "pergola-boot", 0, false);
        booting.start();
    }

    private Optional<PermissionPolicy> permissionPolicy() {
        return Optional.ofNullable(permissionPolicy);
    }

    private void retry(Managed failed) {
        boolean still = registry.find(failed.id(), failed.descriptor().version())
                .filter(m -> m.state() == PluginState.FAILED)
                .isPresent();
        if (still && !stopping)
            afterwards(manager.start(Retries.OPERATION, failed, Retries.OPERATION), Retries.OPERATION);
    }

    private List<Vetter> orderedVetters() {
        List<Vetter> highestFirst = new ArrayList<>(vetters);
        Collections.reverse(highestFirst);
        return highestFirst;
    }

    private void boot() {
        try {
            holds.load();
            boot.load();
            jars.prune();
            if (!admission.await(settings.policyTimeout())) {
                if (!stopping)
                    failed("Permissions are to be enforced, but no permission policy came within "
                            + Bundles.seconds(settings.policyTimeout())
                            + ", so no plugin was started; the log says why dev.pergola.permissions does not run");
                return;
            }
            waiting.wake("boot");
            // Whoever checks jars has to be there before any is taken in.
            if (!platformIsUp(settings.policyTimeout())) {
                if (!stopping)
                    failed("Not all bundles of the platform came up within " + Bundles.seconds(settings.policyTimeout())
                            + ", so no jar was taken in; the log says why");
                return;
            }
            reconsiderHeld();
            for (Path directory : settings.directories()) makeDirectory(directory);
            dropIn.scanAndWait(FIRST_SCAN);
            waiting.wake("boot");
            if (settings.hotReload() && !stopping) watch.start();
            health.start();
            Hashtable<String, Object> properties = new Hashtable<>();
            properties.put(Condition.CONDITION_ID, "pergola.ready.lifecycle");
            registrations.add(context.registerService(Condition.class, Condition.INSTANCE, properties));
        } catch (IOException | RuntimeException e) {
            if (!stopping) LOG.error("The plugins could not be started", e);
        }
    }

    /** Whoever decides may have done so meanwhile. */
    private void reconsiderHeld() {
        List<String> ids =
                holds.all().stream().map(HeldJar::pluginId).distinct().toList();
        for (String id : ids) {
            try {
                if (!stopping) afterwards(installer.reconsider(id, "boot"), "boot");
            } catch (RuntimeException e) {
                LOG.error("What is held of {} could not be looked at again", id, e);
            }
        }
    }

    private boolean platformIsUp(Duration limit) {
        long end = System.nanoTime() + limit.toNanos();
        while (platform.stream()
                .anyMatch(bundle -> bundle.getState() != Bundle.ACTIVE
                        && bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null
                        && bundle.adapt(BundleStartLevel.class).isPersistentlyStarted())) {
            if (stopping || System.nanoTime() >= end || Thread.currentThread().isInterrupted()) return false;
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        return true;
    }

    /** Tells the kernel, which gives up the start then. */
    private void failed(String why) {
        LOG.error("{}", why);
        Hashtable<String, Object> properties = new Hashtable<>();
        properties.put(Condition.CONDITION_ID, "pergola.failed.lifecycle");
        properties.put("pergola.failure", why);
        registrations.add(context.registerService(Condition.class, Condition.INSTANCE, properties));
    }

    private static void makeDirectory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            LOG.warn("The plugin directory {} is not there and cannot be made: {}", directory, e.getMessage());
        }
    }

    /** The framework stops the plugins' bundles first, as they came last: calls and services have to end before. */
    private void beforeTheFrameworkStops(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING && event.getBundle().getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            stop();
        }
    }

    /** Stops the plugins, those that depend on others first; what should run next time stays as it is. */
    @Deactivate
    synchronized void stop() {
        if (stopping) return;
        stopping = true;
        context.removeBundleListener(shutdown);
        health.close();
        retryThreads.shutdownNow();
        watch.close();
        dropIn.close();
        booting.interrupt();
        try {
            booting.join(settings.stopTimeout().toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        manager.stopAll();
        registrations.forEach(registration -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("Already gone", e);
            }
        });
    }

    @Override
    public List<PluginInfo> list() {
        return registry.all().stream()
                .filter(Managed::isPlugin)
                .map(views::plugin)
                .toList();
    }

    @Override
    public Optional<PluginInfo> find(String pluginId) {
        return registry.current(pluginId).filter(Managed::isPlugin).map(views::plugin);
    }

    @Override
    public List<PluginInfo> versions(String pluginId) {
        return registry.versions(pluginId).stream()
                .filter(Managed::isPlugin)
                .map(views::plugin)
                .toList();
    }

    @Override
    public List<LibraryInfo> libraries() {
        return registry.all().stream()
                .filter(m -> !m.isPlugin())
                .map(views::library)
                .toList();
    }

    @Override
    public DeploymentReport install(Path jar, InstallOptions options, String actor) {
        Path path = jar.toAbsolutePath().normalize();
        try (Staged staged = artifacts.stage(path)) {
            String source = options.source().isEmpty() ? path.toString() : options.source();
            return afterwards(installer.install(staged, source, options, false, actor), actor);
        } catch (IOException | RefusedException e) {
            return unreadable(path.toString(), e);
        }
    }

    @Override
    public DeploymentReport install(URI jar, InstallOptions options, String actor) {
        String source = options.source().isEmpty() ? Sources.of(jar) : options.source();
        try {
            downloads.check(jar);
            if ("file".equalsIgnoreCase(jar.getScheme())) return install(Path.of(jar), options, actor);
            try (InputStream in = downloads.open(jar);
                    Staged staged = artifacts.stage(in)) {
                return afterwards(installer.install(staged, source, options, false, actor), actor);
            }
        } catch (IOException | RefusedException | IllegalArgumentException e) {
            return unreadable(source, e);
        }
    }

    private static DeploymentReport unreadable(String source, Exception e) {
        Problem problem = e instanceof RefusedException refused
                ? refused.problem()
                : new Problem(
                        "unreadable",
                        source + " cannot be read: " + e.getMessage(),
                        "Check the path or URL and its rights");
        return new DeploymentReport(
                0, "install", "", "", "", Outcome.REFUSED, List.of(), List.of(problem), Duration.ZERO);
    }

    private DeploymentReport afterwards(DeploymentReport report, String actor) {
        if (report.succeeded() && report.outcome() != Outcome.UNCHANGED) {
            waiting.wake(actor);
            dropIn.reconsider();
        }
        return report;
    }

    @Override
    public DeploymentReport enable(String pluginId, String actor) {
        return afterwards(manager.enable(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport disable(String pluginId, String actor) {
        return afterwards(manager.disable(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport reload(String pluginId, String actor) {
        return afterwards(manager.reload(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        return afterwards(manager.rollback(pluginId, version, keepState, actor), actor);
    }

    @Override
    public DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        return afterwards(manager.uninstall(pluginId, version, keep, actor), actor);
    }

    @Override
    public DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return manager.quarantine(pluginId, problem, actor);
    }

    @Override
    public DeploymentReport reconsider(String pluginId, String actor) {
        return afterwards(installer.reconsider(pluginId, actor), actor);
    }

    @Override
    public Plan planInstall(Path jar) {
        return planner.install(jar.toAbsolutePath().normalize());
    }

    @Override
    public Plan plan(String operation, String pluginId) {
        return planner.of(operation, pluginId);
    }

    @Override
    public Explanation explain(String pluginIdOrFile) {
        return new Explainer(registry, views, journal, dropIn, settings.directories()).explain(pluginIdOrFile);
    }

    @Override
    public ConfigurationView configuration(String pluginId) {
        return configurator.view(pluginId);
    }

    @Override
    public ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        ConfigurationView view = configurator.configure(pluginId, values, actor);
        view.tried().ifPresent(report -> afterwards(report, actor));
        return view;
    }
}
