package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.Refusal;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.execution.Dispatcher;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** One use of one extension. */
final class ExtensionWork<E, T> implements Order.Work<T> {
    private final Class<E> type;
    private final Supplier<Hosted> instance;
    private final Function<Hosted, ExtensionEntry> extension;
    private final String operation;
    private final ExtensionCall<E, T> call;

    ExtensionWork(
            Class<E> type,
            Supplier<Hosted> instance,
            Function<Hosted, ExtensionEntry> extension,
            String operation,
            ExtensionCall<E, T> call) {
        this.type = type;
        this.instance = instance;
        this.extension = extension;
        this.operation = operation;
        this.call = call;
    }

    @Override
    public String operation() {
        return operation;
    }

    @Override
    public Hosted enter() {
        return instance.get();
    }

    @Override
    public ExtensionEntry select(Hosted hosted) {
        return extension.apply(hosted);
    }

    /** Finds an extension by its name, or the one of highest ranking. */
    static Function<Hosted, ExtensionEntry> named(Class<?> type, Optional<String> name) {
        return hosted -> {
            List<ExtensionEntry> entries = hosted.extensions(type.getName());
            for (ExtensionEntry entry : entries) {
                if (name.isEmpty() || name.get().equals(entry.name())) return entry;
            }
            String wanted = name.map(text -> " named " + Texts.bounded(text, Texts.NAME))
                    .orElse("");
            throw new Refused(
                    Refusal.NOT_SUPPORTED,
                    "There is no " + type.getSimpleName() + wanted + " in " + hosted
                            + (entries.isEmpty() ? "" : "; there is " + names(entries)));
        };
    }

    private static List<String> names(List<ExtensionEntry> entries) {
        return entries.stream().map(ExtensionEntry::name).distinct().limit(20).toList();
    }

    @Override
    public Dispatcher.Outcome<T> run(Call<T> running, Dispatcher dispatcher) {
        Participant target = running.target();
        ExecutionContext context = running.contextFor(target);
        return dispatcher.dispatch(
                target.hosted().instance(),
                new Dispatcher.LocalInvocation<>(() -> {
                    T answer = call.call(target.entry().service(type), context);
                    if (answer == null) throw new Failures.NoAnswer(target.entry() + " answered null");
                    return answer;
                }),
                context);
    }
}
