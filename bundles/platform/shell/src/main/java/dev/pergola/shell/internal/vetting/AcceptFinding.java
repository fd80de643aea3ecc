package dev.pergola.shell.internal.vetting;

import dev.pergola.lifecycle.DeploymentReport;
import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Until;
import dev.pergola.shell.internal.plugin.Deployments;
import dev.pergola.shell.internal.plugin.InstallPlugin;
import dev.pergola.shell.internal.plugin.Views;
import dev.pergola.vetting.VettingPolicy;
import dev.pergola.vetting.VettingPolicy.Acceptance;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code vetting:accept}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=vetting", "osgi.command.function=accept"})
public final class AcceptFinding extends VettingCommand {
    private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{64}");
    private static final int USUAL_DAYS = 90;

    private final VettingPolicy policy;
    private final PluginManager manager;
    private final Deployments deployments;

    /** Through what decides; a plugin that was held goes on. */
    @Activate
    public AcceptFinding(
            @Reference VettingPolicy policy, @Reference PluginManager manager, @Reference Deployments deployments) {
        super(CommandSpec.of("vetting", "accept", "Accept a finding about one jar; it is a warning then that names you")
                .details(
                        "It counts for this jar and rule alone. Where the jar is held, as a new plugin or as an update, it is",
                        "looked at again, and goes on where nothing else is against it. What a check could not find out,",
                        "nobody can accept. See the findings and their rules: vetting:vet <jar>")
                .argument("digest|jar", "The jar, or its SHA-256", Arity.REQUIRED, Suggestions.FILES)
                .argument("rule", "The finding's rule", Arity.REQUIRED, Suggestions.NONE)
                .options(
                        OptionSpec.value("--reason", "TEXT", "Why; has to be given"),
                        OptionSpec.value(
                                "--until",
                                "DATE",
                                "When it ends: 2027-01-31 (that day included), or 30d; " + USUAL_DAYS + "d"))
                .example("vetting:accept /tmp/wordcount-1.1.0.jar scan.process --reason reviewed --until 30d", ""));
        this.policy = policy;
        this.manager = manager;
        this.deployments = deployments;
    }

    @Override
    void work(Invocation invocation) throws InterruptedException {
        ParsedArguments arguments = invocation.arguments();
        String digest = digest(invocation, arguments.argument("digest|jar"));
        String reason = arguments
                .option("--reason")
                .orElseThrow(() -> new CommandFailure(
                        "A reason has to be given, for whoever asks later", "Add: --reason 'why this is acceptable'"));
        Instant until = arguments
                .option("--until")
                .map(Until::of)
                .orElseGet(() -> Instant.now().plus(Duration.ofDays(USUAL_DAYS)));
        Acceptance accepted = policy.accept(digest, arguments.argument("rule"), reason, until, invocation.actor());
        Optional<String> held = held(digest);
        Optional<DeploymentReport> report = Optional.empty();
        if (held.isPresent()) {
            String actor = invocation.actor();
            report = Optional.of(deployments.await(invocation, () -> manager.reconsider(held.get(), actor)));
        }
        Screen screen = invocation.screen();
        if (invocation.json()) {
            Map<String, Object> view = VettingViews.acceptance(accepted);
            report.ifPresent(deployment -> view.put("deployment", Views.report(deployment)));
            screen.json(view);
        } else {
            screen.line(
                    Style.GOOD.of("accepted " + accepted.rule()),
                    " until ",
                    Formats.time(accepted.expiresAt()),
                    Style.MUTED.of(" as number " + accepted.id()));
        }
        report.ifPresent(deployment -> Deployments.show(deployment, invocation));
    }

    /** The plugin or library whose jar this is, or an update of which, where it is held. */
    private Optional<String> held(String digest) {
        return manager.held().stream()
                .filter(held -> held.digest().equals(digest))
                .map(HeldInfo::id)
                .findFirst();
    }

    private static String digest(Invocation invocation, String text) {
        String hex = text.startsWith("sha256:") ? text.substring("sha256:".length()) : text;
        if (DIGEST.matcher(hex).matches()) return hex;
        Path jar = InstallPlugin.existing(invocation, text);
        try (InputStream in = Files.newInputStream(jar)) {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            in.transferTo(new DigestOutputStream(OutputStream.nullOutputStream(), sha256));
            return HexFormat.of().formatHex(sha256.digest());
        } catch (IOException e) {
            throw new CommandFailure(jar + " cannot be read: " + e.getMessage());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
