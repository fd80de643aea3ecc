package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Component;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Constants;

/** The components of a plugin that need nothing but its context. Each is made once, when it is first asked for. */
final class FlatComponents implements Components {
    private final List<FlatComponent> inOrder;
    private final List<FlatComponent> preferred;
    private final PluginLoader loader;
    private final PluginContext context;

    FlatComponents(Message.Load load, PluginLoader loader, PluginContext context) {
        this.loader = loader;
        this.context = context;
        List<FlatComponent> all = new ArrayList<>();
        for (Component each : load.flat()) {
            ComponentProperties.of(each, load.configurations(), all.size())
                    .map(properties -> new FlatComponent(each, properties, loader, context))
                    .ifPresent(all::add);
        }
        this.inOrder = List.copyOf(all);
        all.sort(Comparator.comparingInt(FlatComponents::ranking).reversed());
        this.preferred = List.copyOf(all);
    }

    private static int ranking(FlatComponent component) {
        return component.properties().get(Constants.SERVICE_RANKING) instanceof Integer ranking ? ranking : 0;
    }

    @Override
    public void start() {
        for (FlatComponent each : inOrder) {
            var unused = each.isImmediate() ? each.instance() : Optional.empty();
        }
    }

    @Override
    public TaskProcessor processor(String name) {
        for (FlatComponent each : preferred) {
            if (!each.isA(TaskProcessor.class) || !name.equals(ExtensionName.of(each.properties()::get))) continue;
            if (each.instance().orElse(null) instanceof TaskProcessor processor) return processor;
            throw new IllegalStateException("The component of " + name + " did not start; the log says why");
        }
        throw new IllegalStateException("There is no task processor " + name + " in the sandbox");
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        return type == PluginContext.class ? List.of(type.cast(context)) : provided(type);
    }

    @Override
    public <T> List<T> provided(Class<T> type) {
        return preferred.stream()
                .filter(each -> each.isA(type))
                .map(each -> each.instance().orElse(null))
                .filter(type::isInstance)
                .<T>map(type::cast)
                .toList();
    }

    @Override
    public ClassLoader classes() {
        return loader;
    }
}
