package dev.pergola.jobs.internal;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.condition.Condition;

/** Has the queue go on once the runtime is up, and with it the plugins: a start waits for no job. */
@Component(service = QueueStart.class, immediate = true)
public final class QueueStart {
    /** Opens the queue. */
    @Activate
    public QueueStart(
            @Reference JobQueue queue,
            @Reference(target = "(osgi.condition.id=pergola.ready.kernel)") Condition ready) {
        queue.open();
    }
}
