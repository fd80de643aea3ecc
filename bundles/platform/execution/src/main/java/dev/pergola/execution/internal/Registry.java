package dev.pergola.execution.internal;

import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import java.util.ArrayList;
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
        List<Extension> extensions = matching(type, filter);
        int parallel = instances.tuning().parallel();
        List<Call<T>> started = new ArrayList<>(extensions.size());
        List<Result<T>> results = new ArrayList<>(extensions.size());
        for (Extension extension : extensions) {
            if (started.size() - results.size() >= parallel) results.add(await(started, results.size()));
            started.add(calls.startTimed(order(type, extension, "executeAll", call), null));
        }
        while (results.size() < started.size()) results.add(await(started, results.size()));
        return results;
    }

    private static <T> Result<T> await(List<Call<T>> started, int position) {
        return started.get(position).await();
    }

    @Override
    public <E, T> Result<T> executePipeline(
            Class<E> type, Predicate<Extension> filter, T input, PipelineStep<E, T> step) {
        Result<T> result = new Result.Success<>(input, new Result.Call("", "", "", "", ResourceUsage.NONE));
        for (Extension extension : matching(type, filter)) {
            T value = result.orElseThrow();
            ExtensionCall<E, T> call = (target, context) -> step.apply(target, value);
            result = calls.start(order(type, extension, "executePipeline", call), null)
                    .await();
            if (result.failure().isPresent()) return result;
        }
        return result;
    }

    private <E> List<Extension> matching(Class<E> type, Predicate<Extension> filter) {
        return extensions(type).stream().filter(filter).toList();
    }

    private <E, T> Order<T> order(Class<E> type, Extension extension, String operation, ExtensionCall<E, T> call) {
        Optional<Hosted> guest = instances.hosting(user);
        String caller = guest.map(hosted -> "plugin:" + hosted.id()).orElse("pergola");
        CallTarget<E> target =
                new CallTarget<>(type, extension.plugin(), Optional.empty(), Optional.of(extension.name()));
        CallOptions options = new CallOptions(operation, Optional.empty(), Map.of(), caller, Map.of());
        return calls.order(target, options, guest, Order.Mode.NORMAL, call);
    }
}
