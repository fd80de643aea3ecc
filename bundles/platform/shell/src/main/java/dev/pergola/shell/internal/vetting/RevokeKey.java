package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.vetting.TrustStore;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:revoke}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=revoke"})
public final class RevokeKey extends VettingCommand {
    private final TrustStore store;

    /** Among whom the site knows. */
    @Activate
    public RevokeKey(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "revoke", "Refuse all that a key signed, whenever it did; cannot be undone")
                .argument("fingerprint", "The key's, known or not", Arity.REQUIRED, Keys.known(store))
                .options(OptionSpec.value("--reason", "TEXT", "Why; has to be given"))
                .example("trust:revoke " + "5f0c".repeat(16) + " --reason stolen", ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        String reason = invocation
                .arguments()
                .option("--reason")
                .orElseThrow(() -> new CommandFailure(
                        "A reason has to be given: this cannot be undone", "Add: --reason 'what has happened'"));
        String fingerprint = Keys.fingerprint(store, invocation.arguments().argument("fingerprint"));
        boolean valid = store.revoke(fingerprint, reason, invocation.actor());
        if (invocation.json()) {
            invocation.screen().json(Map.of("fingerprint", fingerprint, "was_valid", valid));
        } else {
            invocation.screen().line(valid ? Style.GOOD.of("revoked") : "was revoked already:", " ", fingerprint);
            invocation.screen().line("  What is installed stays; plugin:list and plugin:uninstall change that.");
        }
    }
}
