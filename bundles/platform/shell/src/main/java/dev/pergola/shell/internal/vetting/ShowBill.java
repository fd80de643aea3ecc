package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.plugin.Plugins;
import dev.pergola.vetting.BillOfMaterials;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:sbom}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=sbom"})
public final class ShowBill extends VettingCommand {
    private final BillOfMaterials bills;
    private final PluginManager manager;

    /** On the jars of a lifecycle. */
    @Activate
    public ShowBill(@Reference BillOfMaterials bills, @Reference PluginManager manager) {
        super(CommandSpec.of("plugin", "sbom", "Print a plugin's bill of materials: all that is in its jar")
                .details("It is JSON in the format CycloneDX 1.6, with --json or without.")
                .argument("id", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .example("plugin:sbom wordcount", ""));
        this.bills = bills;
        this.manager = manager;
    }

    @Override
    void work(Invocation invocation) {
        PluginInfo plugin = Plugins.require(manager, invocation.arguments().argument("id"));
        invocation.screen().block(new String(bills.cycloneDx(plugin.jar()), StandardCharsets.UTF_8));
    }
}
