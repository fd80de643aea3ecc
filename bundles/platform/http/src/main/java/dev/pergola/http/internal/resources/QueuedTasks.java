package dev.pergola.http.internal.resources;

import dev.pergola.execution.TaskRequest;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.resources.ExecutionsResource.Execute;
import dev.pergola.jobs.Job;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Tasks that are jobs of the queue. Not there where there is none. */
@Component(service = BackgroundTasks.class)
public final class QueuedTasks implements BackgroundTasks {
    private final Jobs jobs;

    /** In a queue. */
    @Activate
    public QueuedTasks(@Reference Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public Reply.Json submit(TaskRequest request, Execute how, Optional<String> idempotencyKey) {
        JobRequest.Options options = JobOptions.of(how, idempotencyKey);
        Jobs.Submitted submitted = JobsResource.asking(() -> jobs.submit(new JobRequest(request, options)));
        return Reply.json(202, JobViews.of(submitted.job()))
                .header("Location", JobsResource.JOBS + "/" + submitted.job().id());
    }

    @Override
    public Optional<Shown> find(String id) {
        return jobs.find(id).map(QueuedTasks::shown);
    }

    @Override
    public Optional<Shown> ofCall(String executionId) {
        JobQuery running =
                new JobQuery(Optional.empty(), Optional.of(JobStatus.RUNNING), Optional.empty(), JobQuery.MOST);
        return jobs.list(running).jobs().stream()
                .filter(job ->
                        job.progress().executionId().filter(executionId::equals).isPresent())
                .findFirst()
                .flatMap(job -> find(job.id()));
    }

    private static Shown shown(JobDetails details) {
        Job job = details.job();
        Reply reply = details.result()
                .filter(result -> job.status().isEnd())
                .map(result -> Reply.ok(ExecutionView.of(result, job.pluginId())))
                .orElseGet(() -> Reply.ok(JobViews.running(job)));
        return new Shown(job.id(), job.pluginId(), job.status().isEnd(), reply);
    }

    @Override
    public void cancel(String id, String actor) {
        var unused = JobsResource.asking(() -> jobs.cancel(id, actor));
    }
}
