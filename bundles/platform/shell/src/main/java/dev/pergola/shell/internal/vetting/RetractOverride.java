package dev.pergola.shell.internal.vetting;

import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.vetting.VettingPolicy;
import java.util.Map;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code vetting:retract}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=vetting", "osgi.command.function=retract"})
public final class RetractOverride extends VettingCommand {
    private final VettingPolicy policy;

    /** Through what decides. */
    @Activate
    public RetractOverride(@Reference VettingPolicy policy) {
        super(CommandSpec.of("vetting", "retract", "Take back that a finding was accepted")
                .details("What is installed by then stays installed.")
                .argument(
                        "id",
                        "Its number",
                        Arity.REQUIRED,
                        words -> policy.overrides().stream()
                                .map(one -> new Suggestion(Long.toString(one.id()), one.rule() + ": " + one.reason()))
                                .toList())
                .example("vetting:retract 3", ""));
        this.policy = policy;
    }

    @Override
    void work(Invocation invocation) {
        String id = invocation.arguments().argument("id");
        if (!id.matches("[0-9]{1,18}") || !policy.withdraw(Long.parseLong(id), invocation.actor())) {
            throw new CommandFailure("There is no override " + id, "See what there is: vetting:overrides");
        }
        if (invocation.json()) invocation.screen().json(Map.of("id", Long.parseLong(id), "retracted", true));
        else invocation.screen().line("retracted ", Style.STRONG.of(id));
    }
}
