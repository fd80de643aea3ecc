package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata;
import dev.pergola.api.Result;
import dev.pergola.api.extension.BackgroundService;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.HealthCheck.Health;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.internal.Managed.Live;
import dev.pergola.lifecycle.internal.Managed.Running;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings one bundle up until it could serve, and takes one down. Nothing here decides whether that should be. */
final class Starter {
    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private final Bundles bundles;
    private final Artifacts artifacts;
    private final Contexts contexts;
    private final PluginConfigurations configurations;
    private final PluginRoutes routes;
    private final PluginCalls calls;
    private final LifecycleSettings settings;
    private final InstalledFiles files;
    private final WiredCheck wired;

    Starter(
            Bundles bundles,
            Artifacts artifacts,
            Contexts contexts,
            PluginConfigurations configurations,
            PluginRoutes routes,
            PluginCalls calls,
            LifecycleSettings settings,
            InstalledFiles files,
            WiredCheck wired) {
        this.bundles = bundles;
        this.artifacts = artifacts;
        this.contexts = contexts;
        this.configurations = configurations;
        this.routes = routes;
        this.calls = calls;
        this.settings = settings;
        this.files = files;
        this.wired = wired;
    }

    /** Makes a bundle known to the framework, without running anything of it. */
    Live install(Descriptor descriptor) {
        Path jar = artifacts.path(descriptor.digest());
        Bundle bundle = bundles.install(descriptor, jar);
        files.note(bundle, jar);
        Optional<Running> running = descriptor.metadata().map(metadata -> {
            HostContext context = contexts.create(metadata, bundle, ConfigurationShape.of(metadata.id(), jar));
            return new Running(context, new PluginInstance(metadata, bundle, context, settings.limits()));
        });
        return new Live(bundle, running);
    }

    /**
     * Has a bundle wired, and sees that it links so, before anything of it, or of what comes with it, runs. Throws {@link
     * RefusedException} where it does not.
     *
     * @param source where its jar came from
     */
    void prepare(Descriptor descriptor, Live live, String source) {
        bundles.resolve(live.bundle());
        wired.require(descriptor, artifacts.path(descriptor.digest()), source, live.bundle());
    }

    /** Starts a bundle, has it initialize, and asks whether it is well. Throws {@link RefusedException} where not. */
    void start(Descriptor descriptor, Live live) {
        if (live.plugin().isEmpty()) {
            bundles.start(live.bundle(), descriptor.toString());
            return;
        }
        Running running = live.plugin().get();
        configurations.push(descriptor.id());
        bundles.start(live.bundle(), descriptor.toString());
        routes.admit(running.instance());
        running.context().admitted();
        initialize(descriptor, running);
        checkHealth(descriptor, running);
    }

    private void initialize(Descriptor descriptor, Running running) {
        for (Result<Boolean> result : calls.callInstance(
                running.instance(),
                LifecycleHook.class,
                CallOptions.platform("initialize").within(settings.startTimeout()),
                (hook, context) -> {
                    hook.initialize(context.plugin());
                    return true;
                })) {
            require("initialize-failed", descriptor + " did not initialize", result);
        }
    }

    private void checkHealth(Descriptor descriptor, Running running) {
        for (Result<Health> result : health(running.instance())) {
            require("health-check-failed", "The health check of " + descriptor + " did not answer", result);
            Health health = result.orElseThrow();
            if (!health.healthy()) {
                throw new RefusedException(
                        "unhealthy",
                        descriptor + " says that it is not well: " + health.message(),
                        "Mend what the plugin complains of, then install it again");
            }
        }
    }

    List<Result<Health>> health(PluginInstance instance) {
        return calls.callInstance(
                instance,
                HealthCheck.class,
                CallOptions.platform("health").within(settings.startTimeout()),
                (check, context) -> check.check());
    }

    /** What the components of a plugin still wait for, in words. */
    List<String> unsatisfied(Live live) {
        return bundles.unsatisfied(live.bundle());
    }

    /** Starts the background services. Throws {@link RefusedException} where one does not start. */
    void startServices(Descriptor descriptor, Live live) {
        if (live.plugin().isEmpty()) return;
        for (Result<Boolean> result : calls.callInstance(
                live.plugin().get().instance(),
                BackgroundService.class,
                CallOptions.platform("start").within(settings.startTimeout()),
                (service, context) -> {
                    service.start(context.plugin());
                    return true;
                })) {
            require("service-failed", "A background service of " + descriptor + " did not start", result);
        }
    }

    /** Stops the background services; one that does not stop is left behind, with a warning. */
    void stopServices(Live live) {
        live.plugin().ifPresent(running -> quietly(running, BackgroundService.class, "stop", BackgroundService::stop));
    }

    /** Waits for running calls, has the plugin clean up, and removes its bundle. Never throws. */
    void retire(Descriptor descriptor, Live live) {
        live.plugin().filter(running -> running.context().isAdmitted()).ifPresent(running -> {
            if (!routes.drain(running.instance(), settings.drainTimeout())) {
                LOG.warn(
                        "Calls into {} had not ended after {} and were interrupted",
                        descriptor,
                        Bundles.seconds(settings.drainTimeout()));
            }
            quietly(running, LifecycleHook.class, "cleanup", LifecycleHook::cleanup);
        });
        discard(descriptor, live);
    }

    /** Removes a bundle that nobody calls. Never throws, and takes no longer than two stop timeouts. */
    void discard(Descriptor descriptor, Live live) {
        live.plugin().filter(running -> running.context().isAdmitted()).ifPresent(running -> {
            try {
                // Letting go of a component's service may deactivate it, which is code of the plugin.
                Deadline.within(settings.stopTimeout(), "pergola-release-" + descriptor, () -> {
                    routes.remove(running.instance());
                    return true;
                });
            } catch (Exception e) {
                LOG.warn("{} did not let go of its services: {}", descriptor, Bundles.rootMessage(e));
            }
        });
        bundles.remove(live.bundle(), descriptor.toString());
        contexts.close(live.bundle());
        files.forget(live.bundle());
    }

    private <E> void quietly(Running running, Class<E> type, String operation, Action<E> action) {
        PluginMetadata metadata = running.instance().metadata();
        if (!running.context().isAdmitted()) return;
        for (Result<Boolean> result : calls.callInstance(
                running.instance(),
                type,
                CallOptions.platform(operation).within(settings.stopTimeout()),
                (extension, context) -> {
                    action.run(extension);
                    return true;
                })) {
            result.failure()
                    .ifPresent(failure -> LOG.warn(
                            "'{}' of {} {} ended as {}: {}",
                            operation,
                            metadata.id(),
                            metadata.version(),
                            failure.status().wireName(),
                            failure.message()));
        }
    }

    private static void require(String code, String what, Result<?> result) {
        result.failure().ifPresent(failure -> {
            throw new RefusedException(
                    code,
                    what + " (" + failure.status().wireName() + "): " + failure.message(),
                    "See the plugin's log, and mend it");
        });
    }

    /** Something that a plugin does and may fail at. */
    private interface Action<E> {
        void run(E extension) throws Exception;
    }
}
