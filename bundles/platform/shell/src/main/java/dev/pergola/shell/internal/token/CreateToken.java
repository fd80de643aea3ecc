package dev.pergola.shell.internal.token;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.AccessTokens.Issued;
import dev.pergola.access.Role;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code token:create}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=token", "osgi.command.function=create"})
public final class CreateToken extends ShellCommand {
    private final AccessTokens tokens;

    /** Through access; completes the plugins of a lifecycle. */
    @Activate
    public CreateToken(@Reference AccessTokens tokens, @Reference PluginManager manager) {
        super(CommandSpec.of("token", "create", "Make a token for the HTTP API, and show it, this once")
                .details(
                        "viewer sees; operator also calls plugins, starts and stops them; publisher also uploads",
                        "plugins; reviewer also decides on what checks found; admin may everything.")
                .argument("name", "Who will bear it, as the audit log names them", Arity.REQUIRED, Suggestions.NONE)
                .options(
                        OptionSpec.value("--role", "ROLE", "What it may do; viewer", Suggestions.of(Role.values())),
                        new OptionSpec(
                                List.of("--plugin"),
                                OptionSpec.Kind.REPEATABLE,
                                "ID",
                                "Limit it to this plugin; can be given several times",
                                plugins(manager)),
                        OptionSpec.value(
                                "--for-plugin",
                                "ID",
                                "Give it to this plugin, whose requests with it are counted and limited",
                                plugins(manager)),
                        OptionSpec.value("--expires", "DURATION", "When it ends: 12h, 30d; never"))
                .example("token:create dashboard", "")
                .example("token:create ci --role publisher --plugin wordcount --expires 90d", ""));
        this.tokens = tokens;
    }

    private static Suggestions plugins(PluginManager manager) {
        return words -> manager.list().stream()
                .map(plugin -> plugin.metadata().id())
                .distinct()
                .map(Suggestion::new)
                .toList();
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        Issued issued = tokens.create(
                new AccessTokens.Wanted(
                        arguments.argument("name"),
                        arguments.option("--role").map(CreateToken::role).orElse(Role.VIEWER),
                        arguments.options("--plugin"),
                        arguments.option("--for-plugin"),
                        arguments
                                .option("--expires")
                                .map(text -> Instant.now().plus(Formats.parseDuration("--expires", text)))),
                invocation.actor());
        if (invocation.json()) {
            Map<String, Object> view = new LinkedHashMap<>();
            view.put("token", Tokens.view(issued.token()));
            view.put("secret", issued.secret());
            invocation.screen().json(view);
        } else {
            invocation.screen().line(Style.STRONG.of(issued.secret()));
            invocation
                    .screen()
                    .line(
                            "Keep it: it is not shown again. token:revoke ",
                            issued.token().name(),
                            " ends it.");
        }
    }

    private static Role role(String word) {
        List<String> words = Arrays.stream(Role.values()).map(Role::word).toList();
        return Role.named(word)
                .orElseThrow(() -> new CommandFailure(
                        "There is no role " + word,
                        Nearest.remedy(word, words),
                        "One of: " + String.join(", ", words)));
    }
}
