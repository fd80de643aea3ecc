package dev.pergola.worker;

import dev.pergola.api.StateStore;
import dev.pergola.api.Values;
import dev.pergola.worker.link.Message.Ask.Operation;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** What the plugin remembers, which is with the kernel. */
final class RemoteState implements StateStore {
    private final Questions kernel;

    RemoteState(Questions kernel) {
        this.kernel = kernel;
    }

    @Override
    public Optional<Map<String, Object>> get(String key) {
        return value(kernel.ask(Operation.STATE_GET, key));
    }

    @Override
    public void put(String key, Map<String, Object> value) {
        kernel.ask(Operation.STATE_PUT, key, Values.copyOf(value));
    }

    /** The function runs here: what it made is taken where nobody else came between, and it is called again otherwise. */
    @Override
    public Map<String, Object> update(String key, UnaryOperator<Map<String, Object>> change) {
        while (true) {
            Optional<Map<String, Object>> before = get(key);
            Map<String, Object> next = Values.copyOf(change.apply(before.orElse(Map.of())));
            Object taken = kernel.ask(Operation.STATE_REPLACE, key, before.orElse(null), next);
            if (Boolean.TRUE.equals(taken)) return next;
        }
    }

    @Override
    public boolean remove(String key) {
        return Boolean.TRUE.equals(kernel.ask(Operation.STATE_REMOVE, key));
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        if (kernel.ask(Operation.STATE_KEYS) instanceof List<?> all) all.forEach(key -> keys.add(String.valueOf(key)));
        return keys;
    }

    @Override
    public void clear() {
        kernel.ask(Operation.STATE_CLEAR);
    }

    @Override
    public long bytesUsed() {
        return kernel.ask(Operation.STATE_BYTES) instanceof Number bytes ? bytes.longValue() : 0;
    }

    /** One that nobody changes: what was there before is compared with what is. */
    @SuppressWarnings("unchecked") // The link gives maps with texts as keys only.
    private static Optional<Map<String, Object>> value(@Nullable Object answer) {
        return answer instanceof Map<?, ?> map
                ? Optional.of(Values.copyOf((Map<String, Object>) map))
                : Optional.empty();
    }
}
