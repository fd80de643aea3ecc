package dev.pergola.execution.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.execution.CallOptions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.osgi.framework.Bundle;
import org.osgi.service.component.ComponentContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ServiceScope;

/** The registry as one bundle sees it: what that bundle's code does in a call is done in its name. */
@Component(scope = ServiceScope.BUNDLE)
public final class Registry implements ExtensionRegistry {
    private final Instances instances;
    private final Calls calls;
    private final Bundle user;

    /** For the bundle that asks for it. */
    @Activate
    public Registry(@Reference Instances instances, @Reference Calls calls, ComponentContext context) {
        this(instances, calls, context.getUsingBundle());
    }

    Registry(Instances instances, Calls calls, Bundle user) {
        this.instances = instances;
        this.calls = calls;
        this.user = user;
    }

    @Override
    public List<Extension> extensions() {
        return instances.index().byType().values().stream()
                .flatMap(List::stream)
                .map(ExtensionEntry::extension)
                .toList();
    }

    @Override
    public List<Extension> extensions(Class<?> type) {
        return instances.index().ofType(type.getName()).stream()
                .map(ExtensionEntry::extension)
                .toList();
    }

    @Override
    public <E, T> List<Result<T>> executeAll(Class<E> type, Predicate<Extension> filter, ExtensionCall<E, T> call) {
        return fanOut(type, "executeAll").all(filter, call);
    }

    @Override
    public <E, T> Result<T> executePipeline(
            Class<E> type, Predicate<Extension> filter, T input, PipelineStep<E, T> step) {
        List<Result<T>> steps = fanOut(type, "executePipeline").pipeline(filter, input, step);
        return steps.isEmpty()
                ? new Result.Success<>(input, new Result.Call("", "", "", "", ResourceUsage.NONE))
                : steps.get(steps.size() - 1);
    }

    private <E> FanOut<E> fanOut(Class<E> type, String operation) {
        Optional<Hosted> guest = instances.hosting(user);
        String caller = guest.map(hosted -> "plugin:" + hosted.id()).orElse("pergola");
        CallOptions options = new CallOptions(operation, Optional.empty(), Map.of(), caller, Map.of());
        return new FanOut<>(instances, calls, guest, type, options);
    }
}
