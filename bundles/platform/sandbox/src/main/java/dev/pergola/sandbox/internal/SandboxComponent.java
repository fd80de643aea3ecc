package dev.pergola.sandbox.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginFiles;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.sandbox.Isolation;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Sandboxes;
import dev.pergola.telemetry.HealthIndicator;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleEvent;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.SynchronousBundleListener;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ConfigurationEvent;
import org.osgi.service.cm.SynchronousConfigurationListener;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandbox tier. Keeps the sandboxes in step with what is outside: they go with their plugin's bundle, are replaced when
 * its configuration changes, and get the permissions as they are.
 */
@Component(
        service = {
            Dispatcher.class,
            Sandboxes.class,
            SandboxComponent.class,
            HealthIndicator.class,
            SynchronousConfigurationListener.class
        },
        immediate = true)
public final class SandboxComponent
        implements Dispatcher, Sandboxes, HealthIndicator, SynchronousConfigurationListener {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxComponent.class);
    private static final long IDLE_SECONDS = 5;
    private static final long LOOK_MILLIS = 100;

    private final BundleContext context;
    private final SandboxSettings settings;
    private final Trusts trusts;
    private final SandboxPool pool;
    private final SynchronousBundleListener bundles = this::bundleChanged;
    private final ServiceRegistration<LongConsumer> permissions;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(null, task, "pergola-sandbox-clock", 0, false);
        thread.setDaemon(true);
        return thread;
    });

    /** With what a sandbox has to be told of. */
    @Activate
    public SandboxComponent(
            BundleContext context,
            @Reference PluginFiles files,
            @Reference ConfigurationAdmin configurations,
            @Reference Trusts trusts,
            @Reference ServiceComponentRuntime components,
            @Nullable
                    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    ConditionalPermissionAdmin admin) {
        this.context = context;
        this.trusts = trusts;
        this.settings = SandboxSettings.from(context);
        PermissionRows rows = new PermissionRows(Optional.ofNullable(admin), settings.berth());
        Optional<FlatImages> flat =
                settings.alwaysFramework() ? Optional.empty() : Optional.of(new FlatImages(components, files));
        this.pool = new SandboxPool(
                settings, new JavaCommand(settings, context), new Images(files, configurations, rows, flat), rows);
        Dictionary<String, Object> when = new Hashtable<>();
        when.put("pergola.when", "permissions.changed");
        this.permissions = context.registerService(LongConsumer.class, pool::permissionsChanged, when);
        context.addBundleListener(bundles);
        clock.scheduleWithFixedDelay(() -> anyway(pool::retireIdle), IDLE_SECONDS, IDLE_SECONDS, TimeUnit.SECONDS);
        clock.scheduleWithFixedDelay(() -> anyway(pool::look), LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (settings.enabled() && (!settings.plugins().isEmpty() || settings.least() != Trust.UNKNOWN)) pool.prepare();
    }

    /** What fails once is tried again the next time: a clock does not go on with what throws. */
    private static void anyway(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error("The sandboxes could not be looked after", e);
        }
    }

    private void bundleChanged(BundleEvent event) {
        if (event.getType() == BundleEvent.STOPPING)
            pool.retire(instance -> instance.bundle().equals(event.getBundle()));
    }

    @Override
    public void configurationEvent(ConfigurationEvent event) {
        pool.retire(instance -> instance.metadata().id().equals(event.getPid()));
    }

    @Deactivate
    void close() {
        context.removeBundleListener(bundles);
        permissions.unregister();
        clock.shutdownNow();
        pool.close();
    }

    @Override
    public Tier tier() {
        return Tier.SANDBOX;
    }

    @Override
    @SuppressWarnings("unchecked") // A task's invocation is one of a task's result.
    public <T> Outcome<T> dispatch(PluginInstance instance, Invocation<T> invocation, ExecutionContext context) {
        if (!(invocation instanceof TaskInvocation task))
            return new Threw<>(new IllegalStateException("Only tasks can run in a sandbox"), ResourceUsage.NONE);
        return (Outcome<T>) call(instance, task, context);
    }

    @Override
    public ResourceUsage consumed(PluginInstance instance, String executionId) {
        return pool.consumed(executionId);
    }

    private Outcome<TaskResult> call(PluginInstance instance, TaskInvocation task, ExecutionContext context) {
        try {
            if (trusts.isTrusted(instance))
                return pool.enter(instance, context.remaining()).call(task, context);
            requireContainment(instance);
            return pool.enterAlone(instance, context.remaining()).call(task, context);
        } catch (NotStartedException e) {
            return new Threw<>(e, ResourceUsage.NONE, true);
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            return new Threw<>(e, ResourceUsage.NONE);
        }
    }

    /** Starts an instance's sandbox in the background, if there is none. */
    CompletionStage<?> prepare(PluginInstance instance) {
        return pool.prepare(instance);
    }

    /** Whoever is not trusted is not run where only Java holds it. */
    private void requireContainment(PluginInstance instance) {
        Isolation isolation = pool.isolation();
        if (isolation.tier() != Isolation.Tier.C || settings.uncontained()) return;
        throw new IllegalStateException(instance + " is not trusted as far as sandbox.trust asks, and is not run, as"
                + " sandboxes are contained at tier C only: " + isolation.tier().words()
                + ". See sandbox:doctor for what is missing, trust its publisher (trust:add), or set"
                + " sandbox.untrusted-uncontained");
    }

    @Override
    public List<Sandbox> list() {
        return pool.views();
    }

    @Override
    public int waiting() {
        return pool.waiting();
    }

    @Override
    public Isolation isolation() {
        return pool.isolation();
    }

    /** The same, where it is known by now. */
    Optional<Isolation> knownIsolation() {
        return pool.knownIsolation();
    }

    @Override
    public String name() {
        return "sandboxes";
    }

    @Override
    public Indication indicate() {
        if (!settings.enabled() || settings.plugins().isEmpty())
            return new Indication(HealthStatus.UP, "No plugin's tasks run in a sandbox");
        return pool.knownIsolation()
                .map(SandboxComponent::indication)
                .orElseGet(() -> new Indication(HealthStatus.UP, "What contains sandboxes is being found out"));
    }

    private static Indication indication(Isolation isolation) {
        String tier = "tier " + isolation.tier() + ": " + isolation.tier().words();
        return isolation.works()
                ? new Indication(HealthStatus.UP, "Contained at " + tier)
                : new Indication(
                        HealthStatus.DEGRADED,
                        "Nothing runs in a sandbox, as " + tier
                                + ", does not work on this host; sandbox:doctor says what is missing");
    }

    @Override
    public int end(String pluginId) {
        return pool.end(pluginId);
    }
}
