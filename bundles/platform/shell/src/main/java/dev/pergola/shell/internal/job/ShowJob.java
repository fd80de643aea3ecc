package dev.pergola.shell.internal.job;

import dev.pergola.api.Result;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Formats;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.OptionSpec;
import dev.pergola.shell.internal.command.Screen;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Table;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code job:show}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=job", "osgi.command.function=show"})
public final class ShowJob extends ShellCommand {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final Jobs jobs;

    /** On the queue. */
    @Activate
    public ShowJob(@Reference Jobs jobs) {
        super(CommandSpec.of("job", "show", "Show how a job stands, and what came of it")
                .argument("job", "The job", Arity.REQUIRED, JobViews.ids(jobs, status -> true))
                .options(OptionSpec.flag("--wait", "Wait until it has ended; Ctrl-C ends the waiting, not the job")
                        .or("-w"))
                .example("job:show j0d5b1c", "")
                .example("job:show j0d5b1c --wait --json", "For programs: fails where the job has not succeeded"));
        this.jobs = jobs;
    }

    @Override
    protected void run(Invocation invocation) throws InterruptedException {
        String id = invocation.arguments().argument("job");
        boolean wait = invocation.arguments().has("--wait");
        JobDetails details = wait ? ended(id, invocation.screen()) : JobViews.require(jobs, id);
        if (invocation.json()) invocation.screen().json(JobViews.view(details));
        else print(details, invocation.screen());
        JobStatus status = details.job().status();
        if (wait && status != JobStatus.SUCCEEDED) {
            String message = details.job().progress().message();
            throw new CommandFailure(
                    "The job is " + status.wireName() + (message.isEmpty() ? "" : ": " + message),
                    status == JobStatus.CANCELLED ? "" : "Have it tried once more: job:retry " + id);
        }
    }

    private JobDetails ended(String id, Screen screen) throws InterruptedException {
        boolean drawn = false;
        try {
            while (true) {
                JobDetails details = JobViews.require(jobs, id);
                Job job = details.job();
                if (job.status().isEnd()) return details;
                if (screen.live()) {
                    screen.status(job.pluginId() + " " + job.status().wireName() + " " + JobViews.progress(job) + " "
                            + job.progress().message() + " (Ctrl-C ends the waiting)");
                    drawn = true;
                }
                TimeUnit.MILLISECONDS.sleep(BETWEEN_LOOKS.toMillis());
            }
        } finally {
            if (drawn) screen.clearStatus();
        }
    }

    private static void print(JobDetails details, Screen screen) {
        Job job = details.job();
        Job.Times times = job.times();
        Table table = new Table("", "");
        table.row("job", Style.STRONG.of(job.id()));
        table.row(
                "task",
                job.pluginId()
                        + job.version().map(version -> " " + version).orElse("")
                        + job.type().map(type -> " " + type).orElse(""));
        table.row("status", JobViews.status(job));
        if (!job.progress().message().isEmpty())
            table.row("message", job.progress().message());
        if (job.progress().fraction() > 0) table.row("progress", JobViews.progress(job));
        table.row(
                "attempt",
                job.progress().attempt() + ", " + job.progress().failures() + " of at most "
                        + job.retry().maxAttempts() + " failed");
        table.row("priority", Integer.toString(job.priority()));
        table.row("submitted", Formats.time(times.createdAt()) + " by " + job.caller());
        job.idempotencyKey().ifPresent(key -> table.row("key", key));
        if (!job.status().isEnd()) {
            table.row("due", Formats.time(times.dueAt()));
            table.row("deadline", Formats.time(times.deadlineAt()));
        }
        times.startedAt().ifPresent(time -> table.row("started", Formats.time(time)));
        times.finishedAt().ifPresent(time -> table.row("ended", Formats.time(time)));
        times.expiresAt().ifPresent(time -> table.row("kept until", Formats.time(time)));
        job.progress().executionId().ifPresent(id -> table.row("execution", id));
        table.print(screen);
        details.result().ifPresent(result -> print(result.map(answer -> answer.output()), screen));
    }

    private static void print(Result<?> result, Screen screen) {
        result.value().ifPresent(screen::json);
        result.failure()
                .ifPresent(failure -> screen.line(
                        Style.BAD.of(failure.status().wireName()),
                        ": ",
                        failure.message(),
                        failure.exception().isEmpty() ? "" : " (" + failure.exception() + ")"));
    }
}
