package dev.pergola.http.internal.resources;

import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.resources.ExecutionsResource.Execute;
import dev.pergola.http.internal.resources.ExecutionsResource.Retry;
import dev.pergola.jobs.JobRequest;
import dev.pergola.jobs.RetryPolicy;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a request says of how it is to be done as a job. */
final class JobOptions {
    private static final long LONGEST_MS = Duration.ofDays(365).toMillis();

    private JobOptions() {}

    static JobRequest.Options of(Execute body, Optional<String> key) {
        JobRequest.Options normal = JobRequest.Options.NORMAL;
        try {
            return new JobRequest.Options(
                    body.priority() == null ? normal.priority() : body.priority(),
                    Optional.ofNullable(body.deadlineMs()).map(millis -> time("deadline_ms", millis)),
                    body.retry() == null ? normal.retry() : retry(body.retry()),
                    key);
        } catch (IllegalArgumentException e) {
            throw invalid(e.getMessage() + ".");
        }
    }

    private static RetryPolicy retry(Retry retry) {
        RetryPolicy normal = RetryPolicy.NONE;
        return new RetryPolicy(
                retry.maxAttempts(),
                wait("retry.first_wait_ms", retry.firstWaitMs(), normal.firstWait()),
                retry.factor() == null ? normal.factor() : retry.factor(),
                wait("retry.longest_wait_ms", retry.longestWaitMs(), normal.longestWait()));
    }

    private static Duration wait(String field, @Nullable Long millis, Duration otherwise) {
        return millis == null ? otherwise : time(field, millis);
    }

    private static Duration time(String field, long millis) {
        if (millis >= 0 && millis <= LONGEST_MS) return Duration.ofMillis(millis);
        throw invalid("The field '" + field + "' has to be from 0 to " + LONGEST_MS + ", but is " + millis + ".");
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }
}
