package dev.pergola.http.testing;

import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.jobs.Jobs;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.store.ApiTokens;
import dev.pergola.store.AuditLog;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Transactions;
import dev.pergola.telemetry.HealthIndicator.HealthStatus;
import dev.pergola.telemetry.HealthIndicator.Indication;
import dev.pergola.telemetry.MetricFamily;
import dev.pergola.telemetry.PluginLogs;
import dev.pergola.telemetry.RuntimeHealth;
import dev.pergola.telemetry.RuntimeHealth.HealthReport;
import dev.pergola.telemetry.RuntimeMetrics;
import dev.pergola.vetting.Advisories;
import dev.pergola.vetting.BillOfMaterials;
import dev.pergola.vetting.JarVetting;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.VettingPolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.osgi.framework.BundleException;
import org.osgi.framework.ServiceRegistration;

/** A kernel in which everything that HTTP needs is there. */
public final class HttpRuntime implements AutoCloseable {
    /** The kernel. */
    public final Kernel kernel;
    /** The lifecycle. */
    public final FakePlugins plugins = new FakePlugins();
    /** Execution. */
    public final FakeCalls calls = new FakeCalls();
    /** The queue. */
    public final FakeJobs jobs = new FakeJobs();
    /** Extensions. */
    public final FakeExtensions extensions = new FakeExtensions();
    /** Events. */
    public final FakeEvents events = new FakeEvents();
    /** Logs. */
    public final FakeLogs logs = new FakeLogs();
    /** The store. */
    public final FakeStore store = new FakeStore();
    /** What plugins remember. */
    public final FakeStates states = new FakeStates();
    /** What plugins may do. */
    public final FakePermissions permissions = new FakePermissions();
    /** What is in jars. */
    public final FakeVetting vetting = new FakeVetting();
    /** Whom the site trusts. */
    public final FakeTrust trust = new FakeTrust();
    /** What is known to be unsafe. */
    public final FakeAdvisories advisories = new FakeAdvisories();
    /** How the runtime is. */
    public volatile HealthReport health =
            new HealthReport(HealthStatus.UP, Map.of("store", new Indication(HealthStatus.UP, "answers")));
    /** What is measured. */
    public volatile List<MetricFamily> metrics = List.of();
    /** The lifecycle as a service. */
    public final ServiceRegistration<PluginManager> lifecycle;

    /** What decides on permissions as a service. */
    public final ServiceRegistration<PermissionService> permissionService;

    /** What vets as a service. */
    public final ServiceRegistration<JarVetting> vettingService;

    private HttpRuntime(Kernel kernel) {
        this.kernel = kernel;
        lifecycle = kernel.offer(PluginManager.class, plugins, Map.of());
        kernel.offer(PluginCalls.class, calls, Map.of());
        kernel.offer(Jobs.class, jobs, Map.of());
        kernel.offer(ExtensionRegistry.class, extensions, Map.of());
        kernel.offer(PlatformEvents.class, events, Map.of());
        kernel.offer(PluginLogs.class, logs, Map.of());
        kernel.offer(AuditLog.class, store.audit, Map.of());
        kernel.offer(ApiTokens.class, store.tokens, Map.of());
        kernel.offer(Transactions.class, store.transactions, Map.of());
        kernel.offer(ExecutionLog.class, store.executions, Map.of());
        kernel.offer(DeploymentJournal.class, store.journal, Map.of());
        kernel.offer(PluginStates.class, states, Map.of());
        permissionService = kernel.offer(PermissionService.class, permissions, Map.of());
        vettingService = kernel.offer(JarVetting.class, vetting, Map.of());
        kernel.offer(VettingPolicy.class, vetting, Map.of());
        kernel.offer(BillOfMaterials.class, vetting, Map.of());
        kernel.offer(TrustStore.class, trust, Map.of());
        kernel.offer(Advisories.class, advisories, Map.of());
        kernel.offer(RuntimeHealth.class, () -> health, Map.of());
        kernel.offer(RuntimeMetrics.class, () -> metrics, Map.of());
    }

    /** Starts, HTTP included. */
    public static HttpRuntime start(Path folder, Map<String, String> properties) throws BundleException {
        HttpRuntime runtime = new HttpRuntime(Kernel.start(folder, properties));
        runtime.kernel.startHttp();
        return runtime;
    }

    @Override
    public void close() throws BundleException, InterruptedException {
        kernel.close();
    }
}
