package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginContext;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginFiles;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.ConfigurationView;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.Explanation;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.LibraryInfo;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.Plan;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.store.AuditLog;
import dev.pergola.store.CheckedWirings;
import dev.pergola.store.Configurations;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.HeldJars;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Quarantines;
import dev.pergola.store.Transactions;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
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
@Component(
        service = {PluginManager.class, LifecycleComponent.class},
        immediate = true)
public final class LifecycleComponent implements PluginManager {
    private static final Logger LOG = LoggerFactory.getLogger(LifecycleComponent.class);

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
    private final Wiring wiring;
    private final Startup startup;
    private final List<ServiceRegistration<?>> registrations = Collections.synchronizedList(new ArrayList<>());
    private final SynchronousBundleListener shutdown = this::beforeTheFrameworkStops;
    private boolean stopped;

    /** Wires everything, and begins to bring up what should run. */
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
            @Reference Configurations configurations,
            @Reference HeldJars heldJars,
            @Reference PluginStates states,
            @Reference Quarantines quarantines,
            @Reference CheckedWirings wirings,
            @Reference AuditLog audit) {
        this.context = context;
        Holds holds = new Holds(heldJars, transactions);
        wiring = new Wiring(new Services(
                context,
                configurationAdmin,
                components,
                routes,
                calls,
                events,
                configurations,
                new Stores(transactions, installations, journal, states, quarantines, wirings, audit, holds),
                this::orderedVetters,
                () -> Optional.ofNullable(signatureVerifier),
                () -> Optional.ofNullable(permissionPolicy)));
        registrations.add(context.registerService(ResolverHookFactory.class, wiring.gate, null));
        registrations.add(context.registerService(PluginContext.class, wiring.contexts, null));
        registrations.add(context.registerService(PluginFiles.class, wiring.files, null));
        context.addBundleListener(shutdown);
        startup = new Startup(
                wiring,
                properties -> registrations.add(context.registerService(
                        Condition.class, Condition.INSTANCE, FrameworkUtil.asDictionary(properties))));
        startup.begin();
    }

    private List<Vetter> orderedVetters() {
        List<Vetter> highestFirst = new ArrayList<>(vetters);
        Collections.reverse(highestFirst);
        return highestFirst;
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
        if (stopped) return;
        stopped = true;
        wiring.stopping();
        context.removeBundleListener(shutdown);
        wiring.health.close();
        wiring.retryThreads.shutdownNow();
        wiring.watch.close();
        wiring.dropIn.close();
        startup.end();
        wiring.manager.stopAll();
        wiring.arrival.close();
        registrations.forEach(registration -> {
            try {
                registration.unregister();
            } catch (IllegalStateException e) {
                LOG.debug("Already gone", e);
            }
        });
    }

    /** How many versions of plugins are in each state: what {@link #list} has of them costs more than that is worth. */
    Map<PluginState, Long> census() {
        return wiring.registry.all().stream()
                .filter(Managed::isPlugin)
                .collect(Collectors.groupingBy(Managed::state, Collectors.counting()));
    }

    @Override
    public List<PluginInfo> list() {
        return wiring.registry.all().stream()
                .filter(Managed::isPlugin)
                .map(wiring.views::plugin)
                .toList();
    }

    @Override
    public Optional<PluginInfo> find(String pluginId) {
        return wiring.registry.current(pluginId).filter(Managed::isPlugin).map(wiring.views::plugin);
    }

    @Override
    public List<PluginInfo> versions(String pluginId) {
        return wiring.registry.versions(pluginId).stream()
                .filter(Managed::isPlugin)
                .map(wiring.views::plugin)
                .toList();
    }

    @Override
    public List<LibraryInfo> libraries() {
        return wiring.registry.all().stream()
                .filter(m -> !m.isPlugin())
                .map(wiring.views::library)
                .toList();
    }

    @Override
    public List<HeldInfo> held() {
        return wiring.holds.all().stream().map(Holds::view).toList();
    }

    @Override
    public DeploymentReport install(Path jar, InstallOptions options, String actor) {
        return wiring.afterwards(wiring.fetching.install(jar, options, actor), actor);
    }

    @Override
    public DeploymentReport install(URI jar, InstallOptions options, String actor) {
        return wiring.afterwards(wiring.fetching.install(jar, options, actor), actor);
    }

    @Override
    public DeploymentReport enable(String pluginId, String actor) {
        return wiring.afterwards(wiring.manager.enable(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport disable(String pluginId, String actor) {
        return wiring.afterwards(wiring.manager.disable(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport reload(String pluginId, String actor) {
        return wiring.afterwards(wiring.manager.reload(pluginId, actor), actor);
    }

    @Override
    public DeploymentReport rollback(String pluginId, Optional<String> version, boolean keepState, String actor) {
        return wiring.afterwards(wiring.manager.rollback(pluginId, version, keepState, actor), actor);
    }

    @Override
    public DeploymentReport uninstall(String pluginId, Optional<String> version, Set<Keep> keep, String actor) {
        return wiring.afterwards(wiring.manager.uninstall(pluginId, version, keep, actor), actor);
    }

    @Override
    public DeploymentReport quarantine(String pluginId, Problem problem, String actor) {
        return wiring.manager.quarantine(pluginId, problem, actor);
    }

    @Override
    public DeploymentReport reconsider(String pluginId, String actor) {
        return wiring.afterwards(wiring.reconsideration.reconsider(pluginId, actor), actor);
    }

    @Override
    public Plan planInstall(Path jar) {
        return wiring.planner.install(jar.toAbsolutePath().normalize());
    }

    @Override
    public Plan plan(String operation, String pluginId) {
        return wiring.planner.of(operation, pluginId);
    }

    @Override
    public Explanation explain(String pluginIdOrFile) {
        return wiring.explainer.explain(pluginIdOrFile);
    }

    @Override
    public ConfigurationView configuration(String pluginId) {
        return wiring.configurator.view(pluginId);
    }

    @Override
    public ConfigurationView configure(String pluginId, Map<String, Object> values, String actor) {
        ConfigurationView view = wiring.configurator.configure(pluginId, values, actor);
        view.tried().ifPresent(report -> wiring.afterwards(report, actor));
        return view;
    }
}
