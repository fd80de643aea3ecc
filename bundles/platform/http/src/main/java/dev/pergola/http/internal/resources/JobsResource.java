package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import dev.pergola.access.Role;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import dev.pergola.jobs.JobDetails;
import dev.pergola.jobs.JobException;
import dev.pergola.jobs.JobPage;
import dev.pergola.jobs.JobQuery;
import dev.pergola.jobs.JobStatus;
import dev.pergola.jobs.Jobs;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The queue of jobs (R33, R34). Not there where there is none. */
@Component(service = RouteSource.class)
public final class JobsResource implements RouteSource {
    /** Where they are. */
    static final String JOBS = BASE + "/jobs";

    private static final int USUAL = 50;

    private final Jobs jobs;

    /** On the queue. */
    @Activate
    public JobsResource(@Reference Jobs jobs) {
        this.jobs = jobs;
    }

    @Override
    public List<Route> routes() {
        String[] states =
                Arrays.stream(JobStatus.values()).map(JobStatus::wireName).toArray(String[]::new);
        return List.of(
                Route.route("GET", JOBS, "listJobs")
                        .summary("Lists jobs, newest first, without their data. The Link header with rel=next leads to "
                                + "the next page.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .query("plugin", "string", "Only those of a plugin.")
                        .query("status", "string", "Only those of a status.", states)
                        .query("limit", "integer", "How many at most, up to 1000; " + USUAL + " where not given.")
                        .query("cursor", "string", "Where to go on, from the Link header of the page before.")
                        .answers(200, Content.listOf(JobView.class))
                        .by(this::list),
                Route.route("GET", JOBS + "/{id}", "getJob")
                        .summary("Shows a job: how it stands, what it was given, and, once an attempt has ended, what "
                                + "came of that: 'result' where it succeeded, and 'execution' in any case.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.of(JobView.class))
                        .by(call -> Reply.ok(JobViews.of(job(call)))),
                Route.route("POST", JOBS + "/{id}/cancel", "cancelJob")
                        .summary("Cancels a job: at once where it waits; where it runs, 'cancelling' is true until its "
                                + "plugin has let go of it.")
                        .needs(Role.OPERATOR)
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.of(JobView.class))
                        .by(call -> {
                            String id = job(call).job().id();
                            return Reply.ok(JobViews.of(asking(
                                    () -> jobs.cancel(id, call.principal().name()))));
                        }),
                Route.route("POST", JOBS + "/{id}/retry", "retryJob")
                        .summary("Has a job that failed, was cancelled or was given up wait once more, with all of its "
                                + "attempts and time before it.")
                        .needs(Role.OPERATOR)
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.of(JobView.class))
                        .by(call -> {
                            String id = job(call).job().id();
                            return Reply.ok(JobViews.of(asking(() -> jobs.retry(id))));
                        }));
    }

    private Reply list(Call call) {
        Optional<String> plugin = call.query("plugin");
        call.principal().requireCovered(plugin);
        Optional<JobStatus> status =
                call.query("status").flatMap(word -> JobStatus.named(word.toLowerCase(Locale.ROOT)));
        JobQuery query = new JobQuery(plugin, status, call.query("cursor"), call.limit(USUAL));
        JobPage page = asking(() -> jobs.list(query));
        Reply.Json reply = Reply.ok(page.jobs().stream().map(JobViews::of).toList());
        return page.next()
                .map(next -> reply.header("Link", Page.link(call, next)))
                .orElse(reply);
    }

    /** To a limited token, jobs of other plugins are as if they were not. */
    private JobDetails job(Call call) {
        return jobs.find(call.path("id"))
                .filter(found -> call.principal().covers(found.job().pluginId()))
                .orElseThrow(() -> ProblemException.of(
                        ProblemType.JOB_NOT_FOUND,
                        "No job has this id; it may have expired (jobs.retention). GET " + JOBS + " lists those that "
                                + "there are."));
    }

    /** Asks the queue, and turns its refusal into a problem. */
    static <T> T asking(Supplier<T> question) {
        try {
            return question.get();
        } catch (JobException e) {
            ProblemException problem = ProblemException.of(type(e.reason()), e.getMessage() + ".");
            throw e.reason() == JobException.Reason.QUEUE_FULL ? problem.header("Retry-After", "10") : problem;
        }
    }

    private static ProblemType type(JobException.Reason reason) {
        return switch (reason) {
            case NOT_FOUND -> ProblemType.JOB_NOT_FOUND;
            case ENDED -> ProblemType.JOB_ENDED;
            case NOT_ENDED -> ProblemType.JOB_NOT_ENDED;
            case QUEUE_FULL -> ProblemType.QUEUE_FULL;
            case NOT_TAKEN -> ProblemType.INVALID_REQUEST;
            case KEY_REUSED -> ProblemType.IDEMPOTENCY_KEY_REUSED;
        };
    }
}
