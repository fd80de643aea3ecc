package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.vetting.TrustStore;
import dev.pergola.vetting.TrustStore.Publisher;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code trust:add}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=trust", "osgi.command.function=add"})
public final class AddPublisher extends VettingCommand {
    private final TrustStore store;

    /** To whom the site knows. */
    @Activate
    public AddPublisher(@Reference TrustStore store) {
        super(CommandSpec.of("trust", "add", "Make a publisher known, or change how far it is trusted")
                .details(
                        "A certificate that may sign others vouches for all that it signed. Compare the fingerprint that is",
                        "printed with what the publisher told you on another way.")
                .argument("pem", "File with certificates or public keys", Arity.REQUIRED, Suggestions.FILES)
                .options(
                        OptionSpec.value("--name", "NAME", "What to call it; the file's name where not given"),
                        OptionSpec.value(
                                "--trust",
                                "LEVEL",
                                "How far: known, trusted or platform; known",
                                Suggestions.of("known", "trusted", "platform")))
                .example("trust:add /tmp/example.pem --name 'Example GmbH' --trust trusted", ""));
        this.store = store;
    }

    @Override
    void work(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String file = arguments.argument("pem");
        String pem = new String(content(invocation, file, SMALL), StandardCharsets.US_ASCII);
        String name = arguments.option("--name").orElseGet(() -> stem(invocation.file(file)));
        Trust trust = trust(arguments.option("--trust").orElse("known"));
        List<Publisher> added = store.add(name, trust, pem, invocation.actor());
        if (invocation.json()) {
            invocation.screen().json(added.stream().map(VettingViews::publisher).toList());
            return;
        }
        for (Publisher one : added) {
            invocation
                    .screen()
                    .line(
                            Style.GOOD.of("added " + one.name()),
                            " (",
                            VettingViews.word(one.trust()),
                            "), ",
                            one.subject());
            invocation.screen().line("  ", one.fingerprint());
        }
    }

    private static String stem(Path file) {
        return String.valueOf(file.getFileName()).replaceFirst("\\.[^.]*$", "");
    }

    private static Trust trust(String word) {
        return Stream.of(Trust.KNOWN, Trust.TRUSTED, Trust.PLATFORM)
                .filter(trust -> VettingViews.word(trust).equalsIgnoreCase(word))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        "There is no trust " + word,
                        Nearest.remedy(word, List.of("known", "trusted", "platform")),
                        "One of: known, trusted, platform"));
    }
}
