package dev.pergola.shell.internal.token;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Token;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code token:revoke}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=token", "osgi.command.function=revoke"})
public final class RevokeToken extends ShellCommand {
    private final AccessTokens tokens;

    /** On the tokens that there are. */
    @Activate
    public RevokeToken(@Reference AccessTokens tokens) {
        super(CommandSpec.of("token", "revoke", "End a token of the HTTP API, at once")
                .argument("name|id", "The token", Arity.REQUIRED, Tokens.names(tokens))
                .example("token:revoke ci", ""));
        this.tokens = tokens;
    }

    @Override
    protected void run(Invocation invocation) {
        String name = invocation.arguments().argument("name|id");
        Optional<Token> revoked = tokens.revoke(name, invocation.actor());
        if (revoked.isEmpty()) {
            throw new CommandFailure(
                    "There is no token " + name,
                    Nearest.remedy(name, tokens.list().stream().map(Token::name).toList()),
                    "See what there is: token:list");
        }
        if (invocation.json()) invocation.screen().json(Tokens.view(revoked.get()));
        else invocation.screen().line("revoked ", Style.STRONG.of(revoked.get().name()));
    }
}
