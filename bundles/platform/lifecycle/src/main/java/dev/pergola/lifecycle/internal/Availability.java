package dev.pergola.lifecycle.internal;

import dev.pergola.api.PluginMetadata.PluginDependency;
import dev.pergola.lifecycle.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.felix.utils.resource.CapabilitySet;
import org.apache.felix.utils.resource.RequirementImpl;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;

/** What there is to be wired to, and what of a jar's needs that leaves open. */
final class Availability {
    private final Map<String, Map<Object, List<Capability>>> index = new HashMap<>();
    private final List<Descriptor> plugins = new ArrayList<>();

    private Availability() {}

    /**
     * What is there.
     *
     * @param platform the bundles of the platform itself
     * @param running what runs besides, and will go on running
     * @param coming what is about to run
     */
    static Availability of(Set<Bundle> platform, List<Managed> running, List<Descriptor> coming) {
        Availability result = new Availability();
        for (Bundle bundle : platform) {
            BundleRevision revision = bundle.adapt(BundleRevision.class);
            if (revision != null) result.add(revision.getDeclaredCapabilities(null));
        }
        running.forEach(managed -> result.add(managed.descriptor()));
        coming.forEach(result::add);
        return result;
    }

    void add(Descriptor descriptor) {
        add(descriptor.capabilities());
        plugins.add(descriptor);
    }

    private void add(Collection<? extends Capability> capabilities) {
        for (Capability capability : capabilities) {
            index.computeIfAbsent(capability.getNamespace(), n -> new HashMap<>())
                    .computeIfAbsent(key(capability), k -> new ArrayList<>())
                    .add(capability);
        }
    }

    /** By custom a capability's main attribute has the name of its namespace. */
    private static Object key(Capability capability) {
        return capability.getAttributes().getOrDefault(capability.getNamespace(), "");
    }

    /** What a jar needs and cannot have; empty where it can be started. */
    List<Problem> missing(Descriptor descriptor) {
        List<Problem> problems = new ArrayList<>();
        for (RequirementImpl requirement : descriptor.requirements()) {
            if (requirement.getNamespace().equals(DescriptorReader.ENGINE)) continue;
            if (!satisfied(requirement, descriptor)) problems.add(problem(requirement, descriptor));
        }
        return problems;
    }

    private boolean satisfied(RequirementImpl requirement, Descriptor descriptor) {
        if (descriptor.capabilities().stream().anyMatch(own -> matches(requirement, own))) return true;
        Map<Object, List<Capability>> namespace = index.getOrDefault(requirement.getNamespace(), Map.of());
        if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            String filter = requirement.getDirectives().getOrDefault("filter", "");
            return namespace.getOrDefault(packageName(filter), List.of()).stream()
                    .anyMatch(capability -> matches(requirement, capability));
        }
        return namespace.values().stream().flatMap(List::stream).anyMatch(c -> matches(requirement, c));
    }

    private static boolean matches(RequirementImpl requirement, Capability capability) {
        return requirement.getNamespace().equals(capability.getNamespace())
                && CapabilitySet.matches(capability, requirement.getFilter());
    }

    private static String packageName(String filter) {
        String marker = "(" + PackageNamespace.PACKAGE_NAMESPACE + "=";
        int start = filter.indexOf(marker);
        if (start < 0) return "";
        return filter.substring(start + marker.length(), filter.indexOf(')', start));
    }

    private Problem problem(RequirementImpl requirement, Descriptor descriptor) {
        String filter = requirement.getDirectives().getOrDefault("filter", "");
        if (requirement.getNamespace().equals(IdentityNamespace.IDENTITY_NAMESPACE) && descriptor.isPlugin()) {
            for (PluginDependency dependency :
                    descriptor.metadata().orElseThrow().dependencies()) {
                if (!filter.contains("=" + dependency.plugin() + ")")) continue;
                List<String> there = plugins.stream()
                        .filter(p -> p.id().equals(dependency.plugin()))
                        .map(p -> p.version().toString())
                        .toList();
                return new Problem(
                        "dependency-missing",
                        descriptor + " needs the plugin " + dependency + ", "
                                + (there.isEmpty() ? "which is not running" : "but what runs is " + there),
                        "Install or enable " + dependency.plugin() + " in a version in " + dependency.versions());
            }
        }
        if (requirement.getNamespace().equals(PackageNamespace.PACKAGE_NAMESPACE)) {
            return new Problem(
                    "package-missing",
                    descriptor + " imports the package " + packageName(filter) + " with " + filter
                            + ", which nothing here exports",
                    "Drop a bundle that exports it beside the plugin, or embed the package in the plugin");
        }
        return new Problem(
                "requirement-missing",
                descriptor + " requires " + requirement.getNamespace() + " with " + filter
                        + ", which nothing here provides",
                "Install a bundle that provides it");
    }

    /** Of some jars, the largest set of which each has all it needs, given the others of the set. */
    static Set<Descriptor> startable(Availability base, Collection<Descriptor> waiting) {
        Set<Descriptor> set = new LinkedHashSet<>(waiting);
        while (true) {
            Availability all = new Availability();
            base.index.forEach((namespace, keys) -> {
                Map<Object, List<Capability>> copy = new HashMap<>();
                keys.forEach((key, list) -> copy.put(key, new ArrayList<>(list)));
                all.index.put(namespace, copy);
            });
            set.forEach(all::add);
            Set<Descriptor> next = new LinkedHashSet<>(set);
            next.removeIf(descriptor -> !all.missing(descriptor).isEmpty());
            if (next.size() == set.size()) return set;
            set = next;
        }
    }
}
