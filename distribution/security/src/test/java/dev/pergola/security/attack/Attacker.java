package dev.pergola.security.attack;

import dev.pergola.api.PluginContext;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.ConfigurationExtension;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.HealthCheck;
import dev.pergola.api.extension.LifecycleHook;
import dev.pergola.api.extension.TaskProcessor;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Attacks with all that a plugin may be given by a framework. */
@Plugin(id = "attacker", name = "Attacker", author = "Pergola", description = "Tries what it must not get")
@Component
@TaskTypes({"ATTACK", "WITNESS", "PRIME"})
public final class Attacker extends Attacking
        implements TaskProcessor, HealthCheck, LifecycleHook, ConfigurationExtension {
    /** With what every plugin is given. */
    @Activate
    public Attacker(@Reference PluginContext context, @Reference ExtensionRegistry registry, BundleContext bundle) {
        super(context, Optional.of(bundle), Optional.of(registry));
    }
}
