package dev.pergola.sandbox.internal;

import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import dev.pergola.execution.TierPolicy;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;

/** The operator's word: tasks of the plugins that are named run in a sandbox, everything else in the kernel's process. */
@Component
public final class SandboxPolicy implements TierPolicy {
    private final SandboxSettings settings;

    /** With what the configuration says. */
    @Activate
    public SandboxPolicy(BundleContext context) {
        this(SandboxSettings.from(context));
    }

    SandboxPolicy(SandboxSettings settings) {
        this.settings = settings;
    }

    @Override
    public Tier tier(PluginInstance instance, Asked call) {
        boolean elsewhere = call.portable()
                && !call.lifecycle()
                && settings.names(instance.metadata().id());
        return elsewhere ? Tier.SANDBOX : Tier.IN_PROCESS;
    }
}
