package dev.pergola.execution.internal;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * A call as one plugin that takes part in it sees it. A plugin may keep it for longer than the call, so it lets go of the
 * call when that has ended.
 */
final class CallContext implements ExecutionContext {
    private static final int LONGEST_MESSAGE = 500;

    private final String id;
    private final PluginContext plugin;
    private final Map<String, Object> attributes;
    private volatile @Nullable Call<?> call;

    CallContext(Call<?> call, PluginContext plugin) {
        this.call = call;
        this.id = call.id();
        this.attributes = call.order().attributes();
        this.plugin = plugin;
    }

    @Override
    public String executionId() {
        return id;
    }

    @Override
    public PluginContext plugin() {
        return plugin;
    }

    @Override
    public Map<String, Object> attributes() {
        return attributes;
    }

    @Override
    public Duration remaining() {
        Call<?> running = call;
        return running == null ? Duration.ZERO : running.remaining();
    }

    @Override
    public boolean cancelled() {
        Call<?> running = call;
        return running == null || running.ended() || running.remaining().isZero();
    }

    @Override
    public void progress(double fraction, String message) {
        Call<?> running = call;
        if (running == null) return;
        double within = Double.isNaN(fraction) ? 0 : Math.max(0, Math.min(1, fraction));
        running.progress(within, Texts.bounded(() -> message, LONGEST_MESSAGE, ""));
    }

    @Override
    public Logger logger() {
        return plugin.logger();
    }

    void detach() {
        call = null;
    }
}
