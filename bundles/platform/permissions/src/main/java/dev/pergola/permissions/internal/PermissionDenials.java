package dev.pergola.permissions.internal;

import dev.pergola.api.event.Event;
import dev.pergola.api.event.Subscription;
import dev.pergola.events.PlatformEvents;
import dev.pergola.events.Topics;
import dev.pergola.lifecycle.PluginInfo;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.lifecycle.PluginState;
import dev.pergola.lifecycle.Problem;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears of calls that ended because a permission was denied (R135), notes each, and takes a plugin out of service that
 * tries it again and again: {@code pergola.permissions.quarantine-after} times within ten minutes.
 */
@Component(service = PermissionDenials.class, immediate = true)
public final class PermissionDenials {
    private static final Logger LOG = LoggerFactory.getLogger(PermissionDenials.class);
    private static final String PLUGIN = "plugin:";
    private static final Duration WINDOW = Duration.ofMinutes(10);
    private static final String TOPIC = Topics.EXECUTION + "/security_violation";

    private final PermissionCore core;
    private final PluginManager plugins;
    private final Subscription subscription;
    private final Map<String, Deque<Instant>> violations = new HashMap<>();

    /** Listens from now on. */
    @Activate
    public PermissionDenials(
            @Reference PermissionCore core, @Reference PluginManager plugins, @Reference PlatformEvents events) {
        this.core = core;
        this.plugins = plugins;
        this.subscription = events.bus().on(TOPIC, this::heard);
    }

    @Deactivate
    void close() {
        subscription.close();
    }

    private void heard(Event event) {
        Object plugin = event.data().get("plugin");
        if (!(plugin instanceof String called) || called.isEmpty()) return;
        // Where a plugin asked its caller for a permission, the call may have been of that caller's making.
        String pluginId = Optional.ofNullable(event.data().get("caller"))
                .map(Object::toString)
                .filter(caller -> caller.startsWith(PLUGIN))
                .map(caller -> caller.substring(PLUGIN.length()))
                .filter(caller -> !caller.equals(called))
                .filter(caller -> core.callers().wasFaultOf(called, caller))
                .orElse(called);
        Map<String, Object> detail = new LinkedHashMap<>();
        detail.put("plugin", pluginId);
        for (String key : new String[] {"id", "version", "extension", "operation", "caller"}) {
            Object value = event.data().get(key);
            if (value != null) detail.put(key, value);
        }
        try {
            core.decisions().note(pluginId, "violation", "VIOLATION", "plugin:" + pluginId, detail);
        } catch (RuntimeException unwritten) {
            // It still counts: otherwise a full disk would be a licence.
            LOG.warn("A denied call of {} could not be noted: {}", pluginId, unwritten.getMessage());
        }
        if (isEnough(pluginId, event.time())) quarantine(pluginId);
    }

    private synchronized boolean isEnough(String pluginId, Instant when) {
        int most = core.settings().quarantineAfter();
        if (most == 0) return false;
        Deque<Instant> times = violations.computeIfAbsent(pluginId, id -> new ArrayDeque<>());
        times.addLast(when);
        while (!times.isEmpty() && times.getFirst().isBefore(when.minus(WINDOW))) times.removeFirst();
        if (times.size() < most) return false;
        violations.remove(pluginId);
        return true;
    }

    private void quarantine(String pluginId) {
        Optional<PluginInfo> plugin = plugins.find(pluginId);
        // What failed before it was taken out may still be told of afterwards.
        if (plugin.isEmpty() || plugin.get().state() == PluginState.QUARANTINED) return;
        int most = core.settings().quarantineAfter();
        LOG.warn(
                "{} tried {} times in {} minutes what it may not do, and is quarantined",
                pluginId,
                most,
                WINDOW.toMinutes());
        try {
            plugins.quarantine(
                    pluginId,
                    new Problem(
                            "permission-violations",
                            pluginId + " tried " + most + " times within " + WINDOW.toMinutes()
                                    + " minutes to do what it has no permission for",
                            "See what it tried with permission:audit " + pluginId + " and plugin:logs " + pluginId
                                    + "; grant what it needs and enable it, or uninstall it"),
                    "pergola");
        } catch (RuntimeException e) {
            LOG.error("{} could not be quarantined", pluginId, e);
        }
    }
}
