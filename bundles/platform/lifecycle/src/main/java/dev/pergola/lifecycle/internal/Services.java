package dev.pergola.lifecycle.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.execution.PluginCalls;
import dev.pergola.execution.PluginRoutes;
import dev.pergola.lifecycle.PermissionPolicy;
import dev.pergola.lifecycle.SignatureVerifier;
import dev.pergola.lifecycle.Vetter;
import dev.pergola.store.Configurations;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.framework.BundleContext;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.component.runtime.ServiceComponentRuntime;

/**
 * What the lifecycle is built on.
 *
 * @param context its bundle
 * @param configurationAdmin hands configuration to components
 * @param components knows the components of bundles
 * @param routes where callers are led
 * @param calls calls plugins
 * @param events tells of what happens
 * @param configurations what operators have set
 * @param stores what is written down
 * @param vetters those who check jars by now, in the order in which they are asked
 * @param signatures who verifies signatures, where somebody does
 * @param permissions who decides on permissions, where somebody does
 */
record Services(
        BundleContext context,
        ConfigurationAdmin configurationAdmin,
        ServiceComponentRuntime components,
        PluginRoutes routes,
        PluginCalls calls,
        PlatformEvents events,
        Configurations configurations,
        Stores stores,
        Supplier<List<Vetter>> vetters,
        Supplier<Optional<SignatureVerifier>> signatures,
        Supplier<Optional<PermissionPolicy>> permissions) {}
