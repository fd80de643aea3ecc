package dev.pergola.shell.internal.job;

import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import dev.pergola.shell.internal.command.ArgumentSpec.Arity;
import dev.pergola.shell.internal.command.CommandFailure;
import dev.pergola.shell.internal.command.CommandSpec;
import dev.pergola.shell.internal.command.Invocation;
import dev.pergola.shell.internal.command.ShellCommand;
import dev.pergola.shell.internal.command.Style;
import org.apache.felix.service.command.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** {@code job:retry}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=job", "osgi.command.function=retry"})
public final class RetryJob extends ShellCommand {
    private final Jobs jobs;

    /** On the queue. */
    @Activate
    public RetryJob(@Reference Jobs jobs) {
        super(CommandSpec.of("job", "retry", "Have a job that did not succeed wait for its turn once more")
                .details("It has all of its attempts and its time before it again.")
                .argument(
                        "job",
                        "The job",
                        Arity.REQUIRED,
                        JobViews.ids(jobs, status -> status.isEnd() && status != JobStatus.SUCCEEDED))
                .example("job:retry j0d5b1c", ""));
        this.jobs = jobs;
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("job");
        JobViews.require(jobs, id);
        try {
            Job job = jobs.retry(id);
            if (invocation.json()) invocation.screen().json(JobViews.view(job));
            else invocation.screen().line(JobViews.status(job), " ", Style.STRONG.of(id));
        } catch (JobException refused) {
            throw new CommandFailure(String.valueOf(refused.getMessage()));
        }
    }
}
