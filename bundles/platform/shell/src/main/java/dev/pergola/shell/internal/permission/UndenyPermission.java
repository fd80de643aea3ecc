package dev.pergola.shell.internal.permission;

import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions.Denial;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code permission:undeny}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=permission", "osgi.command.function=undeny"})
public final class UndenyPermission extends ShellCommand {
    private final PermissionService service;

    /** Through what decides. */
    @Activate
    public UndenyPermission(@Reference PermissionService service) {
        super(CommandSpec.of("permission", "undeny", "Take a denial back; what was granted holds again")
                .argument(
                        "plugins",
                        "As it was denied",
                        Arity.REQUIRED,
                        words -> service.denials().stream()
                                .map(denial -> new Suggestion(denial.plugins()))
                                .distinct()
                                .toList())
                .argument(
                        "permission",
                        "As it was denied",
                        Arity.REQUIRED,
                        words -> denied(service, words)
                                .map(denial -> new Suggestion(denial.permission(), denial.reason()))
                                .distinct()
                                .toList())
                .argument(
                        "target",
                        "As it was denied",
                        Arity.OPTIONAL,
                        words -> denied(service, words)
                                .filter(denial ->
                                        words.size() > 1 && denial.permission().equals(words.get(1)))
                                .map(denial -> new Suggestion(denial.target(), denial.reason()))
                                .toList())
                .example("permission:undeny '*' system.exec", ""));
        this.service = service;
    }

    private static Stream<Denial> denied(PermissionService service, List<String> words) {
        return service.denials().stream()
                .filter(denial -> !words.isEmpty() && denial.plugins().equals(words.get(0)));
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String plugins = arguments.argument("plugins");
        String permission = arguments.argument("permission");
        String target = arguments.optionalArgument("target").orElse("");
        if (!service.undeny(plugins, permission, target, invocation.actor())) {
            throw new CommandFailure(
                    "Nobody has denied " + Words.typed(permission, target) + " to " + plugins,
                    "See what is denied: permission:denials",
                    "What the file with the site's policy denies is changed there.");
        }
        if (invocation.json()) {
            invocation
                    .screen()
                    .json(service.denials().stream()
                            .map(PermissionViews::denial)
                            .toList());
        } else {
            invocation.screen().line("no longer denied to ", plugins, ": ", Words.typed(permission, target));
        }
    }
}
