package dev.pergola.testing.fake;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.PluginContext;
import dev.pergola.api.Values;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;

/**
 * A call that nobody made: it has a minute left, remembers the progress that was reported, and is cancelled when the
 * test says so.
 */
public final class FakeExecutionContext implements ExecutionContext {
    private static final int NEVER = Integer.MAX_VALUE;
    private final String id = UUID.randomUUID().toString();
    private final PluginContext plugin;
    private final Map<String, Object> attributes;
    private final List<Progress> progress = new CopyOnWriteArrayList<>();
    private final AtomicInteger questionsLeft = new AtomicInteger(NEVER);

    private FakeExecutionContext(PluginContext plugin, Map<String, Object> attributes) {
        this.plugin = plugin;
        this.attributes = Values.copyOf(attributes);
    }

    /** A call into a plugin that has nothing but an id. */
    public static FakeExecutionContext of(String pluginId) {
        return of(FakePluginContext.of(pluginId));
    }

    /** A call into a plugin with this context. */
    public static FakeExecutionContext of(PluginContext plugin) {
        return new FakeExecutionContext(plugin, Map.of());
    }

    /** A call with attributes. */
    public static FakeExecutionContext of(PluginContext plugin, Map<String, Object> attributes) {
        return new FakeExecutionContext(plugin, attributes);
    }

    /** From now on the call is cancelled. */
    public FakeExecutionContext cancel() {
        return cancelAfter(0);
    }

    /** The call is cancelled once {@link #cancelled()} has been asked this often. */
    public FakeExecutionContext cancelAfter(int questions) {
        questionsLeft.set(questions);
        return this;
    }

    /** What was reported, oldest first. */
    public List<Progress> progress() {
        return List.copyOf(progress);
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
        return questionsLeft.get() == 0 ? Duration.ZERO : Duration.ofMinutes(1);
    }

    @Override
    public boolean cancelled() {
        return questionsLeft.getAndUpdate(left -> left == NEVER || left == 0 ? left : left - 1) == 0;
    }

    @Override
    public void progress(double fraction, String message) {
        if (!(fraction >= 0 && fraction <= 1)) {
            throw new IllegalArgumentException("Progress is from 0 to 1, but is " + fraction);
        }
        progress.add(new Progress(fraction, message));
    }

    @Override
    public Logger logger() {
        return plugin.logger();
    }

    /**
     * A report of progress.
     *
     * @param fraction from 0 to 1
     * @param message what was being done
     */
    public record Progress(double fraction, String message) {}
}
