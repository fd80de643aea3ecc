package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.vetting.TrustStore;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:import}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=import"})
public final class ImportRevocations extends VettingCommand {
    private final TrustStore store;

    /** Among whom the site knows. */
    @Activate
    public ImportRevocations(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "import", "Take a list of what is revoked; cannot be undone")
                .details(
                        "An X.509 CRL, PEM or DER, of an authority that this site knows; or a text with a fingerprint on",
                        "each line, after which a reason may stand.")
                .argument("file", "The list", Arity.REQUIRED, Suggestions.FILES)
                .example("trust:import /tmp/example.crl", ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        byte[] list = content(invocation, invocation.arguments().argument("file"), LARGE);
        int revoked = store.importRevocations(list, invocation.actor());
        if (invocation.json()) invocation.screen().json(Map.of("revoked", revoked));
        else invocation.screen().line(Formats.count(revoked, "revocation"), " that had not been known");
    }
}
