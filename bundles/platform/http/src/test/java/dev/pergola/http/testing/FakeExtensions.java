package dev.pergola.http.testing;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.ResourceUsage;
import dev.pergola.api.Result;
import dev.pergola.api.Status;
import dev.pergola.api.extension.Extension;
import dev.pergola.api.extension.ExtensionCall;
import dev.pergola.api.extension.ExtensionRegistry;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.node.NodeProvider;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** Extensions that tests put there. */
public final class FakeExtensions implements ExtensionRegistry {
    /** Node providers, by plugin. */
    public final List<NodeProvider> providers = new ArrayList<>();

    private final List<Extension> all = List.of(
            new Extension(NodeProvider.class.getName(), "nodes", "wordcount", "1.0.0", 0, Map.of()),
            new Extension(
                    TaskProcessor.class.getName(),
                    "p",
                    "wordcount",
                    "1.0.0",
                    5,
                    Map.of("pergola.task.types", List.of("COUNT", "REJECTED"))));

    @Override
    public List<Extension> extensions() {
        return all;
    }

    @Override
    public List<Extension> extensions(Class<?> type) {
        return all.stream()
                .filter(extension -> extension.type().equals(type.getName()))
                .toList();
    }

    @Override
    public <E, T> List<Result<T>> executeAll(Class<E> type, Predicate<Extension> filter, ExtensionCall<E, T> call) {
        List<Result<T>> results = new ArrayList<>();
        for (NodeProvider provider : providers) {
            Result.Call where = new Result.Call("n1", "wordcount", "1.0.0", "nodes", ResourceUsage.NONE);
            try {
                results.add(new Result.Success<>(call.call(type.cast(provider), context()), where));
            } catch (Exception e) {
                results.add(new Result.Failure<>(
                        Status.FAILED,
                        String.valueOf(e.getMessage()),
                        e.getClass().getName(),
                        where));
            }
        }
        return results;
    }

    @Override
    public <E, T> Result<T> executePipeline(
            Class<E> type, Predicate<Extension> filter, T input, PipelineStep<E, T> step) {
        throw new UnsupportedOperationException();
    }

    static ExecutionContext context() {
        PluginMetadata metadata = dev.pergola.api.PluginBuilder.plugin("wordcount", "1.0.0")
                .build()
                .metadata();
        PluginContext plugin = proxy(PluginContext.class, "plugin", metadata);
        return proxy(ExecutionContext.class, "plugin", plugin);
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, arguments) -> {
                    if (called.getName().equals(method)) return answer;
                    throw new UnsupportedOperationException(called.getName());
                }));
    }
}
