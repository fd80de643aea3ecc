package dev.pergola.shell.internal.token;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Token;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import java.time.Instant;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code token:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=token", "osgi.command.function=list"})
public final class ListTokens extends ShellCommand {
    private final AccessTokens tokens;

    /** On the tokens that there are. */
    @Activate
    public ListTokens(@Reference AccessTokens tokens) {
        super(CommandSpec.of("token", "list", "List the tokens of the HTTP API")
                .details("Not among them is the first one, which is in the file admin.token of the data directory.")
                .example("token:list", ""));
        this.tokens = tokens;
    }

    @Override
    protected void run(Invocation invocation) {
        List<Token> all = tokens.list();
        if (invocation.json())
            invocation.screen().json(all.stream().map(Tokens::view).toList());
        else if (all.isEmpty()) invocation.screen().line("No token has been made. token:create makes one.");
        else print(all, invocation.screen());
    }

    private static void print(List<Token> tokens, Screen screen) {
        Instant now = Instant.now();
        Table table = new Table("NAME", "ROLE", "PLUGINS", "GIVEN TO", "EXPIRES", "LAST USED", "ID");
        for (Token token : tokens) {
            String expires = token.expiresAt().map(Formats::time).orElse("never");
            table.row(
                    Style.STRONG.of(token.name()),
                    token.role().word(),
                    token.plugins().isEmpty() ? "all" : String.join(", ", token.plugins()),
                    token.forPlugin().orElse(""),
                    token.expired(now) ? Style.BAD.of("expired") : expires,
                    token.lastUsedAt().map(Formats::time).orElse("never"),
                    token.id());
        }
        table.print(screen);
    }
}
