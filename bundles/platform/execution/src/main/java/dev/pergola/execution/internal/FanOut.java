package dev.pergola.execution.internal;

import dev.pergola.api.Result;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry.PipelineStep;
import dev.pergola.execution.CallOptions;
import dev.pergola.execution.CallTarget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Calls of several extensions of one type: all at once, or one after the other (R61, R62). */
final class FanOut<E> {
    private final Instances instances;
    private final Calls calls;
    private final Optional<Hosted> guest;
    private final Class<E> type;
    private final CallOptions options;

    FanOut(Instances instances, Calls calls, Optional<Hosted> guest, Class<E> type, CallOptions options) {
        this.instances = instances;
        this.calls = calls;
        this.guest = guest;
        this.type = type;
        this.options = options;
    }

    <T> List<Result<T>> all(Predicate<Extension> filter, ExtensionCall<E, T> call) {
        List<Extension> extensions = matching(filter);
        int parallel = instances.tuning().parallel();
        List<Call<T>> started = new ArrayList<>(extensions.size());
        List<Result<T>> results = new ArrayList<>(extensions.size());
        for (Extension extension : extensions) {
            if (started.size() - results.size() >= parallel)
                results.add(started.get(results.size()).await());
            started.add(calls.startTimed(order(extension, call), null));
        }
        while (results.size() < started.size())
            results.add(started.get(results.size()).await());
        return results;
    }

    /** One result for each step that was made: only the last one may be a failure. */
    <T> List<Result<T>> pipeline(Predicate<Extension> filter, T input, PipelineStep<E, T> step) {
        List<Result<T>> results = new ArrayList<>();
        T next = input;
        for (Extension extension : matching(filter)) {
            T value = next;
            Result<T> result = calls.start(
                            order(extension, (target, context) -> step.apply(target, value, context)), null)
                    .await();
            results.add(result);
            if (result.failure().isPresent()) break;
            next = result.orElseThrow();
        }
        return results;
    }

    private List<Extension> matching(Predicate<Extension> filter) {
        return instances.index().ofType(type.getName()).stream()
                .map(ExtensionEntry::extension)
                .filter(filter)
                .toList();
    }

    private <T> Order<T> order(Extension extension, ExtensionCall<E, T> call) {
        CallTarget<E> target =
                new CallTarget<>(type, extension.plugin(), Optional.empty(), Optional.of(extension.name()));
        return calls.order(target, options, guest, Order.Mode.NORMAL, call);
    }
}
