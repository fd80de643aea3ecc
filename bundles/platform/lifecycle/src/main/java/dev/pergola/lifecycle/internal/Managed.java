package dev.pergola.lifecycle.internal;

import dev.pergola.execution.PluginInstance;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.Installation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.osgi.framework.Bundle;

/**
 * An installed version of a plugin or library, as it is at this moment.
 *
 * @param descriptor what its jar says
 * @param installation what the operator decided
 * @param state where it is in its life
 * @param since since when
 * @param problems what is wrong with it
 * @param live its bundle, where it has one
 */
record Managed(
        Descriptor descriptor,
        Installation installation,
        PluginState state,
        Instant since,
        List<Problem> problems,
        Optional<Live> live) {
    Managed {
        problems = List.copyOf(problems);
    }

    String id() {
        return descriptor.id();
    }

    String version() {
        return installation.version();
    }

    boolean isPlugin() {
        return descriptor.isPlugin();
    }

    Managed with(Installation changed) {
        return new Managed(descriptor, changed, state, since, problems, live);
    }

    Managed with(PluginState changed, List<Problem> problems, Optional<Live> live) {
        return new Managed(descriptor, installation, changed, changed == state ? since : Instant.now(), problems, live);
    }

    /** Whether it should run, and nothing but the absence of something keeps it from doing so. */
    boolean waits() {
        return installation.enabled() && live.isEmpty() && state == PluginState.LOADED;
    }

    @Override
    public String toString() {
        return id() + " " + version();
    }

    /**
     * A bundle in the framework.
     *
     * @param bundle the bundle
     * @param plugin what makes it a plugin; empty for a library
     */
    record Live(Bundle bundle, Optional<Running> plugin) {}

    /**
     * A running plugin.
     *
     * @param context its view of the host
     * @param instance how execution knows it
     */
    record Running(HostContext context, PluginInstance instance) {}
}
