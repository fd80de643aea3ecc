package dev.pergola.jobs.internal;

import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.store.JobRecords.JobRecord;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes each change of a job's status an event, in the transaction of the change. */
final class JobEvents {
    private final PlatformEvents events;

    JobEvents(PlatformEvents events) {
        this.events = events;
    }

    /** Within a transaction, after all else that it changes. */
    void changed(JobRecord job) {
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("id", job.order().id());
        data.put("plugin", job.order().pluginId());
        data.put("type", job.order().taskType());
        data.put("status", job.state().status());
        data.put("attempt", job.state().attempt());
        data.put("failures", job.state().failures());
        data.put("priority", job.order().priority());
        data.put("caller", job.order().caller());
        data.put("message", job.state().message());
        data.put("dueAt", job.state().dueAt().toString());
        if (!job.outcome().executionId().isEmpty()) {
            data.put("execution", job.outcome().executionId());
            data.put("result", job.outcome().resultStatus());
        }
        var unused = events.publish(Topics.JOB + "/" + job.state().status(), data);
    }
}
