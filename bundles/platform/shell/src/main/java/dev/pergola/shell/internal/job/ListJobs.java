package dev.pergola.shell.internal.job;

import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobPage;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.Nearest;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.ParsedArguments;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Table;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code job:list}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=job", "osgi.command.function=list"})
public final class ListJobs extends ShellCommand {
    private static final int USUAL = 20;

    private final Jobs jobs;

    /** On the queue; completes the plugins of a lifecycle. */
    @Activate
    public ListJobs(@Reference Jobs jobs, @Reference PluginManager manager) {
        super(CommandSpec.of("job", "list", "List jobs, the newest first")
                .argument("plugin", "Only those of a plugin", Arity.OPTIONAL, Plugins.ids(manager))
                .options(
                        OptionSpec.value(
                                "--status", "STATUS", "Only those that stand so", Suggestions.of(JobStatus.values())),
                        OptionSpec.value("--limit", "N", "How many at most (" + USUAL + ")")
                                .or("-n"))
                .example("job:list", "")
                .example("job:list wordcount --status failed -n 100", ""));
        this.jobs = jobs;
    }

    @Override
    protected void run(Invocation invocation) {
        ParsedArguments arguments = invocation.arguments();
        JobPage page = jobs.list(new JobQuery(
                arguments.optionalArgument("plugin"),
                arguments.option("--status").map(ListJobs::status),
                Optional.empty(),
                arguments.number("--limit", USUAL, 1, JobQuery.MOST)));
        if (invocation.json())
            invocation.screen().json(page.jobs().stream().map(JobViews::view).toList());
        else if (page.jobs().isEmpty())
            invocation.screen().line("There is none. job:submit makes one, and so does \"mode\":\"async\" over HTTP.");
        else print(page, invocation.screen());
    }

    private static JobStatus status(String text) {
        return JobStatus.named(text.toLowerCase(Locale.ROOT)).orElseThrow(() -> {
            List<String> names =
                    Arrays.stream(JobStatus.values()).map(JobStatus::wireName).toList();
            return new CommandFailure(
                    "There is no status " + text, Nearest.remedy(text, names), "One of: " + String.join(", ", names));
        });
    }

    private static void print(JobPage page, Screen screen) {
        Table table =
                new Table("JOB", "PLUGIN", "TYPE", "STATUS", "PROGRESS", "ATTEMPT", "PRIORITY", "CREATED", "MESSAGE");
        for (Job job : page.jobs()) {
            table.row(
                    Style.STRONG.of(job.id()),
                    job.pluginId(),
                    job.type().orElse(""),
                    JobViews.status(job),
                    JobViews.progress(job),
                    Integer.toString(job.progress().attempt()),
                    Integer.toString(job.priority()),
                    Formats.time(job.times().createdAt()),
                    job.progress().message());
        }
        table.print(screen);
        if (page.next().isPresent()) screen.line(Style.MUTED.of("There are older ones: --limit shows more."));
    }
}
