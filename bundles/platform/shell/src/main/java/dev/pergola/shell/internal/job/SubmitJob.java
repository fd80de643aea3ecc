package dev.pergola.shell.internal.job;

import dev.pergola.execution.TaskRequest;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.Jobs;
import dev.pergola.jobs.RetryPolicy;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.call.JsonInput;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.Map;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code job:submit}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=job", "osgi.command.function=submit"})
public final class SubmitJob extends ShellCommand {
    private final Jobs jobs;
    private final PluginManager manager;

    /** To the queue; completes the plugins of a lifecycle. */
    @Activate
    public SubmitJob(@Reference Jobs jobs, @Reference PluginManager manager) {
        super(CommandSpec.of("job", "submit", "Have a plugin do a task that nobody waits for")
                .details(
                        "The job survives a restart of the runtime: it is done at least once, and where the runtime",
                        "ended while it ran, it is begun again.")
                .argument("plugin", "The plugin", Arity.REQUIRED, Plugins.ids(manager))
                .argument("type", "Task type; the plugin's default where left out", Arity.OPTIONAL, Suggestions.NONE)
                .options(
                        JsonInput.OPTION,
                        OptionSpec.value(
                                "--priority", "N", "From 0 to 100; of those that wait, the higher comes first (50)"),
                        OptionSpec.value("--attempts", "N", "How often it may fail, the last time included (1)"),
                        OptionSpec.value(
                                "--first-wait", "TIME", "Wait after the first failure, doubled after each (1s)"),
                        OptionSpec.value("--deadline", "TIME", "When it has to have ended, such as 2h (jobs.deadline)"),
                        OptionSpec.value("--timeout", "TIME", "Longest time of one attempt; the plugin's limit"),
                        OptionSpec.value(
                                "--key", "KEY", "Of two jobs of a plugin with one key, there is only the first"))
                .example("job:submit wordcount --input '{\"text\": \"to be or not to be\"}'", "")
                .example("job:submit wordcount WORD_COUNT --input @/tmp/input.json --attempts 5 --key order-17", ""));
        this.jobs = jobs;
        this.manager = manager;
    }

    @Override
    protected void run(Invocation invocation) {
        Jobs.Submitted submitted = submit(request(invocation));
        String id = submitted.job().id();
        if (invocation.json()) {
            invocation.screen().json(JobViews.view(submitted.job()));
            return;
        }
        invocation.screen().line(submitted.isNew() ? "queued " : "was there already: ", Style.STRONG.of(id));
        invocation.screen().line("See how it stands: job:show ", id, " --wait");
    }

    private Jobs.Submitted submit(JobRequest request) {
        try {
            return jobs.submit(request);
        } catch (JobException refused) {
            throw new CommandFailure(String.valueOf(refused.getMessage()), "See what there is: job:list");
        }
    }

    private JobRequest request(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        String plugin = arguments.argument("plugin");
        Plugins.require(manager, plugin);
        JobRequest.Options normal = JobRequest.Options.NORMAL;
        RetryPolicy once = RetryPolicy.NONE;
        TaskRequest task = new TaskRequest(
                plugin,
                Optional.empty(),
                arguments.optionalArgument("type"),
                JsonInput.read(invocation),
                Map.of(),
                arguments.option("--timeout").map(text -> Formats.parseDuration("--timeout", text)),
                invocation.actor());
        return new JobRequest(
                task,
                new JobRequest.Options(
                        arguments.number("--priority", normal.priority(), JobRequest.LOWEST, JobRequest.HIGHEST),
                        arguments.option("--deadline").map(text -> Formats.parseDuration("--deadline", text)),
                        new RetryPolicy(
                                arguments.number("--attempts", once.maxAttempts(), 1, RetryPolicy.MOST_ATTEMPTS),
                                arguments
                                        .option("--first-wait")
                                        .map(text -> Formats.parseDuration("--first-wait", text))
                                        .orElse(once.firstWait()),
                                once.factor(),
                                once.longestWait()),
                        arguments.option("--key")));
    }
}
