package dev.pergola.sandbox.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginFiles;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.sandbox.Sandbox;
import dev.pergola.sandbox.Sandboxes;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Optional;
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
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;

/**
 * The sandbox tier. Keeps the sandboxes in step with what is outside: they go with their plugin's bundle, are replaced when
 * its configuration changes, and get the permissions as they are.
 */
@Component(
        service = {Dispatcher.class, Sandboxes.class, SynchronousConfigurationListener.class},
        immediate = true)
public final class SandboxComponent implements Dispatcher, Sandboxes, SynchronousConfigurationListener {
    private static final long LOOK_SECONDS = 5;

    private final BundleContext context;
    private final SandboxSettings settings;
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
            @Nullable
                    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policyOption = ReferencePolicyOption.GREEDY)
                    ConditionalPermissionAdmin admin) {
        this.context = context;
        this.settings = SandboxSettings.from(context);
        PermissionRows rows = new PermissionRows(Optional.ofNullable(admin));
        this.pool = new SandboxPool(
                settings, new JavaCommand(settings, context), new Images(files, configurations, rows), rows);
        Dictionary<String, Object> when = new Hashtable<>();
        when.put("pergola.when", "permissions.changed");
        this.permissions = context.registerService(LongConsumer.class, pool::permissionsChanged, when);
        context.addBundleListener(bundles);
        clock.scheduleWithFixedDelay(pool::retireIdle, LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
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

    private Outcome<TaskResult> call(PluginInstance instance, TaskInvocation task, ExecutionContext context) {
        try {
            return pool.sandbox(instance, context.remaining()).call(task, context);
        } catch (InterruptedException | TimeoutException | RuntimeException e) {
            return new Threw<>(e, ResourceUsage.NONE);
        }
    }

    @Override
    public List<Sandbox> list() {
        return pool.views();
    }

    @Override
    public boolean isSandboxed(String pluginId) {
        return settings.names(pluginId);
    }

    @Override
    public int end(String pluginId) {
        return pool.end(pluginId);
    }
}
