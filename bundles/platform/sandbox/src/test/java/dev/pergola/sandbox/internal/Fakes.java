package dev.pergola.sandbox.internal;

import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.execution.Limits;
import dev.pergola.execution.PluginInstance;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.osgi.framework.Bundle;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** What the policy is asked about, without a framework. */
final class Fakes {
    private Fakes() {}

    /** What answers one method, and is of no use otherwise. */
    static <T> T fake(Class<T> type, String method, Function<Object[], Object> answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> {
            if (called.getName().equals(method)) return answer.apply(given == null ? new Object[0] : given);
            throw new UnsupportedOperationException(called.toString());
        }));
    }

    /** What is of no use. */
    static <T> T fake(Class<T> type) {
        return fake(type, "", arguments -> type);
    }

    static PluginInstance instance(String id, long bundle) {
        return new PluginInstance(
                metadata(id),
                fake(Bundle.class, "getBundleId", arguments -> bundle),
                fake(PluginContext.class),
                new Limits(Duration.ofSeconds(60), 64));
    }

    private static PluginMetadata metadata(String id) {
        return new PluginMetadata(
                id,
                id,
                Version.valueOf("1.0.0"),
                "Ann",
                "",
                "",
                "",
                Set.of(),
                VersionRange.valueOf("[1.0,2)"),
                List.of(),
                List.of(),
                List.of(),
                Set.of());
    }
}
