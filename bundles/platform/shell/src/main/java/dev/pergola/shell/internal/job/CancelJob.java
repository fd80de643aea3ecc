package dev.pergola.shell.internal.job;

import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobException;
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

/** {@code job:cancel}. */
@Component(
        service = Function.class,
        property = {"osgi.command.scope=job", "osgi.command.function=cancel"})
public final class CancelJob extends ShellCommand {
    private final Jobs jobs;

    /** On the queue. */
    @Activate
    public CancelJob(@Reference Jobs jobs) {
        super(CommandSpec.of(
                        "job", "cancel", "Cancel a job: at once where it waits, else as soon as its plugin lets go")
                .argument("job", "The job", Arity.REQUIRED, JobViews.ids(jobs, status -> !status.isEnd()))
                .example("job:cancel j0d5b1c", ""));
        this.jobs = jobs;
    }

    @Override
    protected void run(Invocation invocation) {
        String id = invocation.arguments().argument("job");
        JobViews.require(jobs, id);
        try {
            Job job = jobs.cancel(id, invocation.actor());
            if (invocation.json()) invocation.screen().json(JobViews.view(job));
            else invocation.screen().line(JobViews.status(job), " ", Style.STRONG.of(id));
        } catch (JobException refused) {
            throw new CommandFailure(String.valueOf(refused.getMessage()));
        }
    }
}
