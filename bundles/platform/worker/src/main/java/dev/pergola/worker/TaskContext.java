package dev.pergola.worker;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.Values;
import dev.pergola.worker.link.Message;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;

/** One call, as the plugin sees it. */
final class TaskContext implements ExecutionContext {
    private static final int MESSAGE = 1_024;

    private final Message.Execute order;
    private final PluginContext plugin;
    private final Map<String, Object> attributes;
    private final long deadline;
    private final Consumer<Message.Progress> progress;
    private volatile boolean cancelled;

    TaskContext(Message.Execute order, PluginContext plugin, Consumer<Message.Progress> progress) {
        this.order = order;
        this.plugin = plugin;
        this.attributes = Values.copyOf(order.attributes());
        this.deadline =
                System.nanoTime() + Duration.ofMillis(order.remainingMillis()).toNanos();
        this.progress = progress;
    }

    /** Whoever asks is told so; the same once the call has ended. */
    void cancel() {
        cancelled = true;
    }

    @Override
    public String executionId() {
        return order.executionId();
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
        return cancelled ? Duration.ZERO : Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    @Override
    public boolean cancelled() {
        return cancelled || deadline - System.nanoTime() <= 0;
    }

    @Override
    public void progress(double fraction, String message) {
        double within = Double.isNaN(fraction) ? 0 : Math.min(1, Math.max(0, fraction));
        progress.accept(new Message.Progress(order.call(), within, Failures.bounded(message, MESSAGE)));
    }

    @Override
    public Logger logger() {
        return plugin.logger();
    }
}
