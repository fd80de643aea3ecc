package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.vetting.TrustStore;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:remove}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=remove"})
public final class RemovePublisher extends VettingCommand {
    private final TrustStore store;

    /** Among whom the site knows. */
    @Activate
    public RemovePublisher(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "remove", "Forget a key; what it signed is of an unknown publisher then")
                .details("A revocation stays.")
                .argument("fingerprint", "The key's", Arity.REQUIRED, Keys.known(store))
                .example("trust:remove " + "5f0c".repeat(16), ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        String fingerprint = Keys.fingerprint(store, invocation.arguments().argument("fingerprint"));
        if (!store.remove(fingerprint, invocation.actor())) {
            throw new CommandFailure("No key here has the fingerprint " + fingerprint, "See what there is: trust:list");
        }
        if (invocation.json()) invocation.screen().json(Map.of("fingerprint", fingerprint, "removed", true));
        else invocation.screen().line("removed ", fingerprint);
    }
}
