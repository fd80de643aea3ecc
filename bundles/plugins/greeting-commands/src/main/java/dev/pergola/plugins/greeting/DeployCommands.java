package dev.pergola.plugins.greeting;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.annotation.Argument;
import dev.pergola.api.annotation.Command;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Option;
import dev.pergola.api.extension.CommandGroup;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.regex.Pattern;
import org.osgi.service.component.annotations.Component;

/** The group {@code deploy}. */
@Component
@Named("deploy")
public final class DeployCommands implements CommandGroup {
    private static final Pattern SERVICE = Pattern.compile("[a-z][a-z0-9-]{0,62}");
    private static final int MAX_INSTANCES = 100;
    private static final int MAX_PAUSE = 5_000;

    @Override
    public String group() {
        return "deploy";
    }

    /** Goes through the steps of a rollout, at the pace asked for, and changes nothing. */
    @Command(
            name = "advanced",
            description = "Rehearses the rollout of a service step by step. Nothing is deployed.",
            examples = {"deploy:advanced web", "deploy:advanced web --strategy canary --instances 20 --pause 500"})
    public String advanced(
            @Argument(name = "service", description = "the service") String service,
            @Option(name = "--strategy", description = "canary, rolling or blue-green", defaultValue = "rolling")
                    String strategy,
            @Option(name = "--instances", description = "how many instances it has", defaultValue = "4") int instances,
            @Option(name = "--pause", description = "milliseconds between steps", defaultValue = "100") int pause,
            ExecutionContext context)
            throws InterruptedException {
        if (!SERVICE.matcher(service).matches()) {
            throw new InvalidInputException("The name of a service must match " + SERVICE.pattern());
        }
        within("--instances", instances, 1, MAX_INSTANCES);
        within("--pause", pause, 0, MAX_PAUSE);
        Strategy chosen = Strategy.of(strategy);
        return rehearse(service, chosen, chosen.plan(instances), instances, pause, context);
    }

    private static String rehearse(
            String service, Strategy strategy, List<Integer> plan, int instances, int pause, ExecutionContext context)
            throws InterruptedException {
        StringBuilder report = new StringBuilder("Rehearsal of " + service + ", " + strategy.label() + ":\n");
        for (int step = 1; step <= plan.size(); step++) {
            if (context.cancelled()) throw new CancellationException("Cancelled before step " + step);
            int updated = plan.get(step - 1);
            String line = "step " + step + " of " + plan.size() + ": " + updated + " of " + instances + " instances";
            context.progress((double) updated / instances, line);
            report.append("  ").append(line).append('\n');
            if (step < plan.size()) Thread.sleep(pause);
        }
        return report.append("Nothing was deployed.").toString();
    }

    private static void within(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidInputException(option + " must be from " + least + " to " + most + ", but is " + value);
        }
    }
}
