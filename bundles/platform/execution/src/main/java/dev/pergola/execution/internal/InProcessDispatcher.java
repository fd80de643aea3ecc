package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.ResourceUsage;
import dev.pergola.execution.Dispatcher;
import dev.pergola.execution.PluginInstance;
import dev.pergola.execution.Tier;
import org.osgi.service.component.annotations.Component;

/** The tier of light and trusted work: the calling thread itself. */
@Component
public final class InProcessDispatcher implements Dispatcher {
    @Override
    public Tier tier() {
        return Tier.IN_PROCESS;
    }

    @Override
    public <T> Outcome<T> dispatch(PluginInstance instance, Invocation<T> invocation, ExecutionContext context) {
        try {
            return new Answered<>(invocation.local().call(), ResourceUsage.NONE);
        } catch (Throwable thrown) {
            // Errors too: a plugin that runs out of stack, memory or classes is a failed call and nobody else's
            // trouble.
            return new Threw<>(thrown, ResourceUsage.NONE);
        }
    }
}
