package dev.pergola.shell.internal.plugin;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginManager.InstallOptions;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code plugin:install}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=plugin", "osgi.command.function=install"})
public final class InstallPlugin extends ShellCommand {
    private final PluginManager manager;
    private final Deployments deployments;

    /** On a lifecycle. */
    @Activate
    public InstallPlugin(@Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("plugin", "install", "Install a plugin, another version of one, or a shared library")
                .details(
                        "The jar is checked, copied and started; it stays where it is. If a version of the plugin runs",
                        "already, callers move over to this one, and move back if it does not get healthy.",
                        "Look first, without changing anything: plugin:plan install <jar>")
                .argument("jar", "Path or URL of the jar", Arity.REQUIRED, Suggestions.FILES)
                .options(
                        OptionSpec.flag("--disabled", "Install it without starting it"),
                        OptionSpec.flag(
                                "--side-by-side",
                                "Run it beside the current version, which stays current; callers name its version"),
                        new OptionSpec(
                                List.of("--config"),
                                OptionSpec.Kind.PAIRS,
                                "KEY=VALUE",
                                "Configuration to set before it starts",
                                Suggestions.NONE))
                .example("plugin:install /tmp/wordcount-1.1.0.jar", "")
                .example(
                        "plugin:install 'https://example.org/plugins/mail-2.0.jar' --disabled", "From a URL, in quotes")
                .example("plugin:install mail-2.0.jar --config host=smtp.example.org port=587", ""));
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        ParsedArguments arguments = invocation.arguments();
        Map<String, Object> configuration = new LinkedHashMap<>();
        ParsedArguments.pairs(arguments.options("--config"))
                .forEach((key, value) -> configuration.put(key, ConfigurationValues.guess(value)));
        InstallOptions options =
                new InstallOptions(!arguments.has("--disabled"), arguments.has("--side-by-side"), configuration);
        deployments.run(invocation, operation(manager, invocation, arguments.argument("jar"), options));
    }

    static Supplier<DeploymentReport> operation(
            PluginManager manager, Invocation invocation, String jar, InstallOptions options) {
        String actor = invocation.actor();
        Optional<URI> url = Invocation.url(jar);
        if (url.isPresent()) return () -> manager.install(url.get(), options, actor);
        Path file = existing(invocation, jar);
        return () -> manager.install(file, options, actor);
    }

    /** A file that is there; fails otherwise. */
    public static Path existing(Invocation invocation, String text) {
        Path file = invocation.file(text);
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    "There is no file " + file, "The path is one on the machine that the runtime is on.");
        }
        if (Files.isDirectory(file)) throw new CommandFailure(file + " is a folder, not a jar");
        if (!Files.isReadable(file)) throw new CommandFailure(file + " cannot be read");
        return file;
    }
}
