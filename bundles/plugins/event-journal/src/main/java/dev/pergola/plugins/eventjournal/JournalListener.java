package dev.pergola.plugins.eventjournal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.annotation.EventTopics;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.RequiresPermission;
import dev.pergola.api.event.Event;
import dev.pergola.api.extension.EventListener;
import org.osgi.service.component.annotations.Component;

/** Hears everything that happens to plugins. */
@Plugin(
        id = "event-journal",
        name = "Event journal",
        author = "Pergola",
        description = "Counts what happens to plugins, by topic.",
        license = "Apache-2.0",
        category = "monitoring",
        tags = {"sample", "events"})
@RequiresPermission(
        value = "event.subscribe",
        target = "pergola/plugin/*",
        reason = "It counts what happens to plugins.")
@Component
@EventTopics("pergola/plugin/*")
@Named("journal")
public final class JournalListener implements EventListener {
    @Override
    public void onEvent(Event event, ExecutionContext context) {
        new Journal(context.plugin().state()).record(event);
    }
}
