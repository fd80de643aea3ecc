package dev.pergola.acceptance.inside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.acceptance.PaxExamExtension;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskResult;
import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.execution.TaskRequest;
import dev.pergola.lifecycle.Candidate;
import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.store.AuditLog;
import dev.pergola.store.Configurations;
import dev.pergola.store.DeploymentJournal;
import dev.pergola.store.EventOutbox;
import dev.pergola.store.ExecutionLog;
import dev.pergola.store.HeldJars;
import dev.pergola.store.Installations;
import dev.pergola.store.PluginStates;
import dev.pergola.store.Quarantines;
import dev.pergola.store.Transactions;
import dev.pergola.telemetry.PluginLogs;
import dev.pergola.telemetry.RuntimeHealth;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Filter;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.ServiceRegistration;
import org.osgi.framework.Version;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.startlevel.BundleStartLevel;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.framework.wiring.FrameworkWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.condition.Condition;
import org.osgi.util.tracker.ServiceTracker;

/** The bundles of the archive, seen from among them (R1, R8, R94): these methods run inside the framework. */
@ExtendWith(PaxExamExtension.class)
public class PlatformIT {
    private static final long PATIENCE = 20_000;
    /** For services that are to be preferred to the platform's own. */
    private static final Hashtable<String, Object> FIRST = new Hashtable<>(Map.of(Constants.SERVICE_RANKING, 1_000));

    @Inject
    BundleContext context;

    @Test
    public void everyBundleResolves() {
        FrameworkWiring framework =
                context.getBundle(Constants.SYSTEM_BUNDLE_ID).adapt(FrameworkWiring.class);

        assertThat(framework.resolveBundles(platform().toList())).isTrue();
        assertThat(platform()).hasSizeGreaterThan(20);
    }

    @Test
    public void everyBundleIsActive() {
        assertThat(platform()
                        .filter(bundle -> bundle.getHeaders("").get(Constants.FRAGMENT_HOST) == null)
                        .filter(bundle -> bundle.getState() != Bundle.ACTIVE)
                        .map(Bundle::getSymbolicName))
                .isEmpty();
    }

    @Test
    public void everyComponentIsSatisfied() throws InterruptedException {
        awaitReady();
        ServiceRegistration<Condition> kernel = announceTheKernelAsTheLauncherDoes();
        ServiceComponentRuntime runtime = service(ServiceComponentRuntime.class);

        assertThat(runtime.getComponentDescriptionDTOs())
                .isNotEmpty()
                .flatMap(runtime::getComponentConfigurationDTOs)
                .filteredOn(component -> component.state != ComponentConfigurationDTO.SATISFIED
                        && component.state != ComponentConfigurationDTO.ACTIVE)
                .extracting(component -> component.description.name + " lacks "
                        + Arrays.toString(component.unsatisfiedReferences) + " " + component.failure)
                .isEmpty();
        kernel.unregister();
    }

    @Test
    public void everyDoorIsThere() throws InterruptedException {
        awaitReady();

        assertThat(Stream.of(
                        PluginManager.class,
                        PluginCalls.class,
                        PluginRoutes.class,
                        ExtensionRegistry.class,
                        PlatformEvents.class,
                        RuntimeHealth.class,
                        PluginLogs.class,
                        Transactions.class,
                        Installations.class,
                        DeploymentJournal.class,
                        Configurations.class,
                        PluginStates.class,
                        Quarantines.class,
                        EventOutbox.class,
                        HeldJars.class,
                        ExecutionLog.class,
                        AuditLog.class))
                .allSatisfy(
                        door -> assertThat(context.getServiceReference(door)).isNotNull());
    }

    @Test
    public void noBundleExportsAPackageWithoutAVersion() {
        assertThat(platform()
                        .map(bundle -> bundle.adapt(BundleWiring.class))
                        .filter(wiring -> wiring != null)
                        .flatMap(wiring -> wiring.getCapabilities(PackageNamespace.PACKAGE_NAMESPACE).stream())
                        .filter(export -> Version.emptyVersion.equals(
                                export.getAttributes().get(PackageNamespace.CAPABILITY_VERSION_ATTRIBUTE))))
                .isEmpty();
    }

    @Test
    public void aBundleThatIsInstalledBehindThePipelinesBackDoesNotResolve() throws Exception {
        awaitReady();
        Bundle intruder = context.installBundle("file:" + context.getProperty("test.intruder"));
        try {
            assertThatThrownBy(intruder::start).isInstanceOf(BundleException.class);
            assertThat(intruder.getState()).isEqualTo(Bundle.INSTALLED);
        } finally {
            intruder.uninstall();
        }
    }

    @Test
    public void theSameJarWorksThroughThePipeline() throws Exception {
        awaitReady();
        PluginManager plugins = service(PluginManager.class);

        DeploymentReport report =
                plugins.install(Path.of(context.getProperty("test.plugin")), InstallOptions.DEFAULT, "test");
        assertThat(report.outcome()).as(report.toString()).isEqualTo(DeploymentReport.Outcome.DONE);
        Result<TaskResult> result =
                service(PluginCalls.class).execute(TaskRequest.of("inside", "PROBE", Map.of("text", "hello")));

        assertThat(result.status()).as(result.toString()).isEqualTo(Status.SUCCESS);
        assertThat(result.value().orElseThrow().output())
                .containsEntry("echo", "hello")
                .containsEntry("version", "1.0.0");
        plugins.uninstall("inside", Optional.empty(), Set.of(), "test");
        assertThat(plugins.find("inside")).isEmpty();
    }

    @Test
    public void vettersAreAskedInOrderUntilOneDoesNotPass() throws Exception {
        awaitReady();
        List<String> asked = new ArrayList<>();
        List<ServiceRegistration<?>> registered = List.of(
                vetter("third", 10, asked, new Verdict.Pass("third", "fine")),
                vetter("second", 20, asked, new Verdict.Block("second", new Problem("bad", "it is bad", "mend it"))),
                vetter("first", 30, asked, new Verdict.Warn("first", "odd", "look at it")));
        try {
            DeploymentReport report = installThePlugin();

            assertThat(asked).containsExactly("first", "second");
            assertThat(report.outcome()).isEqualTo(DeploymentReport.Outcome.REFUSED);
            assertThat(report.problems()).extracting(Problem::code).containsExactly("bad");
            assertThat(service(PluginManager.class).find("inside")).isEmpty();
        } finally {
            registered.forEach(ServiceRegistration::unregister);
        }
    }

    @Test
    public void aVetterThatThrowsRefusesTheJar() throws Exception {
        awaitReady();
        ServiceRegistration<Vetter> broken = context.registerService(
                Vetter.class,
                new NamedVetter("broken", candidate -> {
                    throw new IllegalStateException("out of order");
                }),
                null);
        try {
            DeploymentReport report = installThePlugin();

            assertThat(report.outcome()).isEqualTo(DeploymentReport.Outcome.REFUSED);
            assertThat(report.problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.message()).contains("broken", "out of order"));
        } finally {
            broken.unregister();
        }
    }

    @Test
    public void aPermissionPolicyMayHoldAJarUntilSomebodyDecides() throws Exception {
        awaitReady();
        PluginManager plugins = service(PluginManager.class);
        FixedPolicy policy = new FixedPolicy(new Verdict.Hold("permissions", "it asks for the network", "approve it"));
        ServiceRegistration<PermissionPolicy> registered =
                context.registerService(PermissionPolicy.class, policy, FIRST);
        try {
            DeploymentReport report = installThePlugin();
            assertThat(report.outcome()).isEqualTo(DeploymentReport.Outcome.WAITING);
            assertThat(report.problems()).extracting(Problem::code).containsExactly("held-permissions");
            PluginInfo held = plugins.find("inside").orElseThrow();
            assertThat(held.state()).isEqualTo(PluginState.LOADED);
            assertThat(held.enabled()).isTrue();
            assertThat(held.problems()).containsExactlyElementsOf(report.problems());
            assertThat(policy.told).isEmpty();

            assertThat(plugins.enable("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.REFUSED);
            assertThat(plugins.reload("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.REFUSED);
            assertThat(plugins.reconsider("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.WAITING);
            assertThat(policy.told).isEmpty();

            policy.verdict = new Verdict.Pass("permissions", "approved");
            assertThat(plugins.reconsider("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.DONE);
            PluginInfo active = plugins.find("inside").orElseThrow();
            assertThat(active.state()).isEqualTo(PluginState.ACTIVE);
            assertThat(active.problems()).isEmpty();
        } finally {
            registered.unregister();
            plugins.uninstall("inside", Optional.empty(), Set.of(), "test");
        }
    }

    @Test
    public void whereAnUpdateIsHeldTheOldVersionGoesOn() throws Exception {
        awaitReady();
        PluginManager plugins = service(PluginManager.class);
        assertThat(installThePlugin().outcome()).isEqualTo(DeploymentReport.Outcome.DONE);
        FixedPolicy policy = new FixedPolicy(new Verdict.Hold("permissions", "it asks for more", "approve it"));
        ServiceRegistration<PermissionPolicy> registered =
                context.registerService(PermissionPolicy.class, policy, FIRST);
        try {
            DeploymentReport report =
                    plugins.install(Path.of(context.getProperty("test.plugin.update")), InstallOptions.DEFAULT, "test");
            assertThat(report.outcome()).isEqualTo(DeploymentReport.Outcome.WAITING);
            PluginInfo old = plugins.find("inside").orElseThrow();
            assertThat(old.state()).isEqualTo(PluginState.ACTIVE);
            assertThat(old.metadata().version()).isEqualTo(Version.parseVersion("1.0.0"));
            assertThat(old.problems()).extracting(Problem::message).containsExactly("1.1.0 is held: it asks for more");
            assertThat(plugins.explain("inside").problems()).isEqualTo(old.problems());

            policy.verdict = new Verdict.Pass("permissions", "approved");
            assertThat(plugins.reconsider("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.DONE);
            PluginInfo updated = plugins.find("inside").orElseThrow();
            assertThat(updated.metadata().version()).isEqualTo(Version.parseVersion("1.1.0"));
            assertThat(updated.problems()).isEmpty();
            assertThat(plugins.reconsider("inside", "test").outcome()).isEqualTo(DeploymentReport.Outcome.UNCHANGED);
        } finally {
            registered.unregister();
            plugins.uninstall("inside", Optional.empty(), Set.of(), "test");
        }
    }

    @Test
    public void whatIsHeldIsForgottenWithItsPlugin() throws Exception {
        awaitReady();
        PluginManager plugins = service(PluginManager.class);
        assertThat(installThePlugin().outcome()).isEqualTo(DeploymentReport.Outcome.DONE);
        ServiceRegistration<PermissionPolicy> registered = context.registerService(
                PermissionPolicy.class,
                new FixedPolicy(new Verdict.Hold("permissions", "it asks for more", "approve it")),
                FIRST);
        try {
            plugins.install(Path.of(context.getProperty("test.plugin.update")), InstallOptions.DEFAULT, "test");
            assertThat(service(HeldJars.class).all()).hasSize(1);
        } finally {
            registered.unregister();
            plugins.uninstall("inside", Optional.empty(), Set.of(), "test");
        }
        assertThat(service(HeldJars.class).all()).isEmpty();
    }

    @Test
    public void aPermissionPolicyIsToldOfEachBundleBeforeItComesAndAfterItHasGone() throws Exception {
        awaitReady();
        FixedPolicy policy = new FixedPolicy(new Verdict.Pass("permissions", "fine"));
        ServiceRegistration<PermissionPolicy> registered =
                context.registerService(PermissionPolicy.class, policy, FIRST);
        try {
            assertThat(installThePlugin().outcome()).isEqualTo(DeploymentReport.Outcome.DONE);
            assertThat(policy.told)
                    .singleElement()
                    .satisfies(told -> assertThat(told)
                            .startsWith("admit inside ")
                            .contains(" pergola:plugin/inside/1.0.0/")
                            .endsWith(" none there"));
            assertThat(service(PluginManager.class).find("inside").orElseThrow().permissionsEnforced())
                    .isTrue();

            service(PluginManager.class).uninstall("inside", Optional.empty(), Set.of(), "test");
            assertThat(policy.told)
                    .hasSize(2)
                    .element(1)
                    .satisfies(told -> assertThat(told).startsWith("dismiss").endsWith(" none there"));
        } finally {
            registered.unregister();
        }
    }

    @Test
    public void aPermissionPolicyThatCannotAdmitKeepsTheBundleOut() throws Exception {
        awaitReady();
        FixedPolicy policy = new FixedPolicy(new Verdict.Pass("permissions", "fine"));
        policy.broken = true;
        ServiceRegistration<PermissionPolicy> registered =
                context.registerService(PermissionPolicy.class, policy, FIRST);
        try {
            DeploymentReport report = installThePlugin();

            assertThat(report.outcome()).isEqualTo(DeploymentReport.Outcome.FAILED);
            assertThat(report.problems()).extracting(Problem::code).containsExactly("not-admitted");
            assertThat(context.getBundles())
                    .noneMatch(bundle -> bundle.getLocation().startsWith("pergola:plugin/inside/"));
        } finally {
            registered.unregister();
            service(PluginManager.class).uninstall("inside", Optional.empty(), Set.of(), "test");
        }
    }

    /** Notes what it is told, and whether there was a bundle at the location then. */
    private final class FixedPolicy implements PermissionPolicy {
        private volatile Verdict verdict;
        private final List<String> told = new ArrayList<>();
        private volatile boolean broken;

        FixedPolicy(Verdict verdict) {
            this.verdict = verdict;
        }

        @Override
        public Verdict decide(Candidate candidate) {
            return verdict;
        }

        @Override
        public void admit(Optional<PluginMetadata> metadata, String digest, String location) {
            if (broken) throw new IllegalStateException("out of order");
            told.add("admit " + metadata.map(PluginMetadata::id).orElse("") + " " + location + there(location));
        }

        @Override
        public void dismiss(String location) {
            told.add("dismiss " + location + there(location));
        }

        @Override
        public boolean enforced() {
            return true;
        }

        private String there(String location) {
            return context.getBundle(location) == null ? " none there" : " it is there";
        }
    }

    private DeploymentReport installThePlugin() throws InterruptedException {
        return service(PluginManager.class)
                .install(Path.of(context.getProperty("test.plugin")), InstallOptions.DEFAULT, "test");
    }

    private ServiceRegistration<Vetter> vetter(String name, int ranking, List<String> asked, Verdict verdict) {
        Vetter vetter = new NamedVetter(name, candidate -> {
            asked.add(name);
            return List.of(verdict);
        });
        return context.registerService(
                Vetter.class, vetter, new Hashtable<>(Map.of(Constants.SERVICE_RANKING, ranking)));
    }

    private record NamedVetter(String name, Function<Candidate, List<Verdict>> work) implements Vetter {
        @Override
        public List<Verdict> vet(Candidate candidate) {
            return work.apply(candidate);
        }
    }

    @Test
    public void aBundleThatIsNoPluginGetsNoPluginContext() throws InterruptedException {
        awaitReady();
        ServiceReference<PluginContext> reference = context.getServiceReference(PluginContext.class);

        assertThat(reference).isNotNull();
        assertThat(context.getService(reference)).isNull();
    }

    /** The bundles of the archive, which have a start level of their own; without those that the tests brought along. */
    private Stream<Bundle> platform() {
        return Stream.of(context.getBundles())
                .filter(bundle -> bundle.adapt(BundleStartLevel.class).getStartLevel() == 3);
    }

    private <T> T service(Class<T> type) {
        ServiceReference<T> reference = context.getServiceReference(type);
        assertThat(reference).as("service " + type.getName()).isNotNull();
        return context.getService(reference);
    }

    private void awaitReady() throws InterruptedException {
        ServiceTracker<Object, Object> tracker = new ServiceTracker<>(context, ready(), null);
        tracker.open();
        try {
            assertThat(tracker.waitForService(PATIENCE))
                    .as("the lifecycle's condition")
                    .isNotNull();
        } finally {
            tracker.close();
        }
    }

    private ServiceRegistration<Condition> announceTheKernelAsTheLauncherDoes() {
        return context.registerService(
                Condition.class,
                Condition.INSTANCE,
                new Hashtable<>(Map.of(Condition.CONDITION_ID, "pergola.ready.kernel")));
    }

    private static Filter ready() {
        try {
            return FrameworkUtil.createFilter("(osgi.condition.id=pergola.ready.lifecycle)");
        } catch (InvalidSyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
