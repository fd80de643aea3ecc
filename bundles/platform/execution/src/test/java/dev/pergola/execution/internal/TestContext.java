package dev.pergola.execution.internal;

import dev.pergola.api.AvailableResources;
import dev.pergola.api.Configuration;
import dev.pergola.api.PluginContext;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.StateStore;
import dev.pergola.api.event.EventBus;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** As much of a plugin's view of its host as execution uses: who it is, and its logger. */
record TestContext(PluginMetadata plugin) implements PluginContext {
    @Override
    public Logger logger() {
        return LoggerFactory.getLogger("plugin." + plugin.id());
    }

    @Override
    public Version engineVersion() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Configuration configuration() {
        throw new UnsupportedOperationException();
    }

    @Override
    public StateStore state() {
        throw new UnsupportedOperationException();
    }

    @Override
    public EventBus events() {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> Optional<T> service(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public <T> List<T> services(Class<T> type) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path dataDirectory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void requirePermission(String permission, String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean callerMay(String permission, String target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public AvailableResources resources() {
        throw new UnsupportedOperationException();
    }
}
