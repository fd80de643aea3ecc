package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.TrustStore.Publisher;
import java.nio.charset.StandardCharsets;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:rotate}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=rotate"})
public final class RotateKey extends VettingCommand {
    private final TrustStore store;

    /** Among whom the site knows. */
    @Activate
    public RotateKey(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "rotate", "Take a publisher's new key, which its old key introduces")
                .details("It is trusted as the old key is, which stays: trust:remove forgets it.")
                .argument("file", "The statement that the old key signed", Arity.REQUIRED, Suggestions.FILES)
                .example("trust:rotate /tmp/example.rotation", ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        byte[] statement = content(invocation, invocation.arguments().argument("file"), SMALL);
        Publisher added = store.rotate(new String(statement, StandardCharsets.UTF_8), invocation.actor());
        if (invocation.json()) {
            invocation.screen().json(VettingViews.publisher(added));
        } else {
            invocation.screen().line(Style.GOOD.of("added a key of " + added.name()));
            invocation.screen().line("  ", added.fingerprint());
        }
    }
}
