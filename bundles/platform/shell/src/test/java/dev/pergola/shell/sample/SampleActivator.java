package dev.pergola.shell.sample;

import dev.pergola.api.extension.CommandGroup;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;

/** Registers the sample's commands, as Declarative Services would. */
public final class SampleActivator implements BundleActivator {
    @Override
    public void start(BundleContext context) {
        context.registerService(CommandGroup.class, new DeployCommands(), null);
    }

    @Override
    public void stop(BundleContext context) {}
}
