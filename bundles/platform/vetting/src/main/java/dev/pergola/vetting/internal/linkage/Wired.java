package dev.pergola.vetting.internal.linkage;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/** What a bundle sees that is resolved: of several who export a package, the one that it is wired to. */
final class Wired implements Surroundings {
    private final Surroundings all;
    /** Bundles by package. */
    private final Map<String, Long> wires = new HashMap<>();

    Wired(Surroundings all, BundleWiring wiring) {
        this.all = all;
        for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            Object name = wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE);
            wires.put(String.valueOf(name), wire.getProvider().getBundle().getBundleId());
        }
    }

    @Override
    public List<Provider> exporters(String packageName) {
        List<Provider> providers = all.exporters(packageName);
        Long wired = wires.get(packageName);
        if (wired == null) return providers;
        List<Provider> first = new ArrayList<>(providers);
        first.removeIf(provider -> provider.bundleId() != wired);
        providers.stream().filter(provider -> provider.bundleId() != wired).forEach(first::add);
        return first;
    }

    @Override
    public List<Provider> exportedBy(String symbolicName) {
        return all.exportedBy(symbolicName);
    }

    @Override
    public Scope java() {
        return all.java();
    }

    @Override
    public boolean isDelegated(String packageName) {
        return all.isDelegated(packageName);
    }
}
