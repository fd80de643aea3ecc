package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.TrustStore.Publisher;
import dev.pergola.vetting.TrustStore.Revocation;
import java.util.List;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=list"})
public final class ListPublishers extends VettingCommand {
    private static final int MOST = 1000;

    private final TrustStore store;

    /** On whom the site knows. */
    @Activate
    public ListPublishers(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "list", "List the publishers that this site knows, or what is revoked")
                .options(OptionSpec.flag("--revoked", "List what is revoked, newest first"))
                .example("trust:list", "")
                .example("trust:list --revoked", ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        if (invocation.arguments().has("--revoked")) revoked(invocation);
        else publishers(invocation);
    }

    private void publishers(Invocation invocation) {
        List<Publisher> all = store.publishers();
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(all.stream().map(VettingViews::publisher).toList());
        } else if (all.isEmpty()) {
            screen.line("No publisher is known. trust:add makes one known.");
        } else {
            Table table = new Table("NAME", "TRUST", "FINGERPRINT", "SUBJECT", "EXPIRES", "ADDED BY");
            for (Publisher one : all) {
                table.row(
                        Style.STRONG.of(one.name()),
                        one.revocation().isPresent() ? Style.BAD.of("revoked") : trust(one.trust()),
                        one.fingerprint(),
                        one.subject(),
                        one.expiresAt().map(Formats::time).orElse("never"),
                        one.addedBy());
            }
            table.print(screen);
        }
    }

    private static Styled trust(Trust trust) {
        return (trust == Trust.KNOWN ? Style.WARN : Style.GOOD).of(VettingViews.word(trust));
    }

    private void revoked(Invocation invocation) {
        List<Revocation> all = store.revocations(MOST);
        Screen screen = invocation.screen();
        if (invocation.json()) {
            screen.json(all.stream().map(VettingViews::revocation).toList());
        } else if (all.isEmpty()) {
            screen.line("Nothing is revoked.");
        } else {
            Table table = new Table("REVOKED", "BY", "WHAT", "ID", "REASON");
            for (Revocation one : all) {
                table.row(Formats.time(one.revokedAt()), one.revokedBy(), one.subject(), one.id(), one.reason());
            }
            table.print(screen);
        }
    }
}
