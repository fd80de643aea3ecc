package dev.pergola.worker.host;

import dev.pergola.api.PluginContext;
import dev.pergola.launcher.PluginDomains;
import dev.pergola.worker.link.Message;
import dev.pergola.worker.link.Message.Jar;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Class loaders for the plugin's jar and those that it is wired to, without a framework. */
public final class FlatHost implements Host {
    private final boolean enforced;
    private final Optional<InetSocketAddress> egress;
    private final List<Jar> jars;
    private final Grants grants;
    private boolean held;

    /**
     * For these jars, the plugin's own last.
     *
     * @param enforced whether plugins are held to permissions
     * @param egress the address in this process that leads to the network, where there is no other way
     */
    public FlatHost(boolean enforced, Optional<InetSocketAddress> egress, List<Jar> jars) {
        this.enforced = enforced;
        this.egress = egress;
        this.jars = List.copyOf(jars);
        this.grants = new Grants(jars.stream().map(Jar::location).toList());
    }

    @Override
    public void permit(List<String> rows, long until) {
        if (!enforced) return;
        if (rows.isEmpty()) throw new IllegalStateException("There are no rows of permissions");
        List<String> all = new ArrayList<>(rows);
        egress.ifPresent(address -> all.add(WayOut.row(address)));
        grants.replace(all);
        if (!held) PluginDomains.enforce(PluginDomain.class, PluginLoader.class::isInstance);
        held = true;
        PluginDomains.changed(until);
    }

    @Override
    public Components load(Message.Load load, PluginContext context) throws IOException {
        Map<String, PluginLoader> loaders = new LinkedHashMap<>();
        @Nullable PluginLoader own = null;
        for (Jar jar : jars) {
            own = loader(jar);
            loaders.put(jar.location(), own);
        }
        if (own == null) throw new IllegalArgumentException("There is no plugin to load");
        for (Jar jar : jars) wire(jar, loaders);
        return new FlatComponents(load, own, context);
    }

    private PluginLoader loader(Jar jar) throws IOException {
        // Signatures are the kernel's business, which has looked at them before it has given us the jar.
        JarFile file = new JarFile(new File(jar.path()), false, ZipFile.OPEN_READ, JarFile.runtimeVersion());
        return new PluginLoader(jar.location(), file, loader -> new PluginDomain(jar.location(), grants, loader));
    }

    private static void wire(Jar jar, Map<String, PluginLoader> loaders) {
        @Nullable PluginLoader loader = loaders.get(jar.location());
        if (loader == null) throw new IllegalStateException("There is a loader for each jar");
        jar.imports().forEach((packageName, from) -> {
            @Nullable PluginLoader provider = loaders.get(String.valueOf(from));
            if (provider == null && !from.equals(""))
                throw new IllegalArgumentException(packageName + " comes from " + from + ", which is not there");
            loader.wire(packageName, provider);
        });
    }
}
