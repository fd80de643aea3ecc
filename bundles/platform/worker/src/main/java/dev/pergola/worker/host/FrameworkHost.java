package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.launcher.Kernel;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Jar;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Dictionary;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.BundleException;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionAdmin;
import org.osgi.service.condpermadmin.ConditionalPermissionInfo;
import org.osgi.service.condpermadmin.ConditionalPermissionUpdate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A framework with Declarative Services in it, as the kernel has one; the bundles are where they are in the kernel. */
public final class FrameworkHost implements Host {
    private static final Logger LOG = LoggerFactory.getLogger(FrameworkHost.class);
    private static final String CHANGED = "(pergola.when=permissions.changed)";

    private final BundleContext framework;
    private final Optional<InetSocketAddress> egress;

    /** With the address in this process that leads to the network, where there is no other way. */
    public FrameworkHost(Kernel kernel, Optional<InetSocketAddress> egress) {
        this.framework = kernel.context();
        this.egress = egress;
    }

    /** The rows of this framework are a copy of the kernel's. Where nothing is enforced there is no table, and nothing to do. */
    @Override
    public void permit(List<String> rows, long until) {
        ServiceReference<ConditionalPermissionAdmin> reference =
                framework.getServiceReference(ConditionalPermissionAdmin.class);
        if (reference == null) {
            LOG.debug("Nothing is enforced here");
            return;
        }
        // To the framework, an empty table is one that is not used, and everything is allowed.
        if (rows.isEmpty()) throw new IllegalStateException("There are no rows of permissions");
        ConditionalPermissionAdmin admin = framework.getService(reference);
        ConditionalPermissionUpdate update = admin.newConditionalPermissionUpdate();
        List<ConditionalPermissionInfo> table = update.getConditionalPermissionInfos();
        table.clear();
        for (String row : rows) table.add(admin.newConditionalPermissionInfo(row));
        egress.ifPresent(address -> table.add(admin.newConditionalPermissionInfo(WayOut.row(address))));
        if (!update.commit()) throw new IllegalStateException("Somebody else changed the permissions");
        forget(until);
    }

    private void forget(long until) {
        try {
            for (ServiceReference<LongConsumer> each : framework.getServiceReferences(LongConsumer.class, CHANGED))
                framework.getService(each).accept(until);
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException("A constant filter is well formed", e);
        }
    }

    @Override
    public Components load(Message.Load load, PluginContext context) throws IOException, BundleException {
        configure(load.plugin().id(), load.configurations());
        framework.registerService(PluginContext.class, context, null);
        return new FrameworkComponents(framework, install(load.bundles()));
    }

    /** Gives the last. */
    private Bundle install(List<Jar> jars) throws IOException, BundleException {
        @Nullable Bundle last = null;
        for (Jar jar : jars) {
            try (InputStream content = Files.newInputStream(Path.of(jar.path()))) {
                last = framework.installBundle(jar.location(), content);
            }
        }
        if (last == null) throw new IllegalArgumentException("There is no plugin to load");
        return last;
    }

    private void configure(String pluginId, Map<String, Object> configurations) throws IOException {
        ServiceReference<ConfigurationAdmin> reference = framework.getServiceReference(ConfigurationAdmin.class);
        if (reference == null) throw new IllegalStateException("There is no ConfigurationAdmin");
        ConfigurationAdmin admin = framework.getService(reference);
        // At the place that the plugin's rows have the permission for; without it its components would get none.
        for (Map.Entry<String, Object> each : configurations.entrySet()) {
            if (each.getValue() instanceof Map<?, ?> values)
                admin.getConfiguration(each.getKey(), "?" + pluginId).update(dictionary(values));
        }
    }

    private static Dictionary<String, Object> dictionary(Map<?, ?> values) {
        Dictionary<String, Object> dictionary = new Hashtable<>();
        values.forEach((key, value) -> {
            // Components take lists for arrays, and ConfigurationAdmin takes no other kind of list.
            if (value instanceof List<?> items) dictionary.put(String.valueOf(key), new ArrayList<>(items));
            else if (value != null) dictionary.put(String.valueOf(key), value);
        });
        return dictionary;
    }
}
