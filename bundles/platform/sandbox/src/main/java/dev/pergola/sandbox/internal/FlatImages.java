package dev.pergola.sandbox.internal;

import dev.pergola.api.PluginContext;
import dev.pergola.execution.PluginFiles;
import dev.pergola.worker.link.Message.Component;
import dev.pergola.worker.link.Message.Component.Configuration;
import dev.pergola.worker.link.Message.Component.Property;
import dev.pergola.worker.link.Message.Component.Reference;
import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether a plugin needs no framework around it, and what a sandbox is told then: where each package comes from, by the wiring that
 * it has in the kernel, and what its components are, as Declarative Services understand them.
 */
final class FlatImages {
    private static final Logger LOG = LoggerFactory.getLogger(FlatImages.class);
    private static final String API = "dev.pergola.api";
    private static final String LOGGING = "org.slf4j";
    private static final String ALWAYS = "(osgi.condition.id=true)";
    private static final String CONDITION = "osgi.ds.satisfying.condition";
    private static final String COMPONENT_NAME = "component.name";
    private static final Pattern LOST_ARRAY = Pattern.compile("\\[[A-Z]@[0-9a-f]+");
    private static final Set<String> HIDING = Set.of(Constants.INCLUDE_DIRECTIVE, Constants.EXCLUDE_DIRECTIVE);
    private static final Set<String> ONE = Set.of("0..1", "1..1");

    /** What only a framework makes anything of. */
    private static final List<String> HEADERS = List.of(
            Constants.BUNDLE_ACTIVATOR,
            Constants.BUNDLE_NATIVECODE,
            Constants.DYNAMICIMPORT_PACKAGE,
            Constants.REQUIRE_BUNDLE,
            Constants.FRAGMENT_HOST);

    private static final Set<String> JAVAS = ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream().filter(module::isExported))
            .collect(Collectors.toUnmodifiableSet());

    private static final String LOCAL_PERMISSIONS = "OSGI-INF/permissions.perm";

    private final ServiceComponentRuntime components;
    private final PluginFiles files;
    /** Bundles, as they are wired, that see the framework's package for versions only, or for more. */
    private final Map<BundleWiring, Boolean> ofVersions = Collections.synchronizedMap(new WeakHashMap<>());

    FlatImages(ServiceComponentRuntime components, PluginFiles files) {
        this.components = components;
        this.files = files;
    }

    /**
     * A plugin without a framework.
     *
     * @param imports by location of a bundle, packages and the locations of the bundles that they come from; none for what is not a
     *     plugin's
     * @param components the plugin's
     */
    record Flat(Map<String, Map<String, Object>> imports, List<Component> components) {}

    /** Says so by an exception, which never leaves this class. */
    private static final class NeedsFrameworkException extends Exception {
        private static final long serialVersionUID = 1;

        NeedsFrameworkException(String why) {
            super(why, null, false, false);
        }
    }

    /** Of a plugin and the bundles that it is wired to, itself last; empty where it needs a framework. */
    Optional<Flat> of(List<Bundle> bundles) {
        Bundle plugin = bundles.get(bundles.size() - 1);
        try {
            Map<String, Map<String, Object>> imports = new LinkedHashMap<>();
            for (Bundle bundle : bundles) imports.put(bundle.getLocation(), imports(bundle, bundles));
            return Optional.of(new Flat(imports, components(plugin)));
        } catch (NeedsFrameworkException e) {
            LOG.debug("{} is given a framework in its sandbox, as {}", plugin, e.getMessage());
            return Optional.empty();
        }
    }

    private Map<String, Object> imports(Bundle bundle, List<Bundle> bundles) throws NeedsFrameworkException {
        for (String header : HEADERS) if (header(bundle, header) != null) throw needs(bundle, "has a " + header);
        @Nullable String classPath = header(bundle, Constants.BUNDLE_CLASSPATH);
        if (classPath != null && !classPath.equals("."))
            throw needs(bundle, "has a class path of its own: " + classPath);
        if (bundle.getEntry(LOCAL_PERMISSIONS) != null) throw needs(bundle, "narrows its permissions itself");
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) throw needs(bundle, "is not resolved");
        if (!wiring.getProvidedWires(HostNamespace.HOST_NAMESPACE).isEmpty()) throw needs(bundle, "has fragments");
        Map<String, Object> imports = new LinkedHashMap<>();
        for (BundleWire wire : wiring.getRequiredWires(PackageNamespace.PACKAGE_NAMESPACE)) {
            if (wire.getCapability().getDirectives().keySet().stream().anyMatch(HIDING::contains))
                throw needs(bundle, "imports a package of which it is to see a part");
            String name = String.valueOf(wire.getCapability().getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE));
            Bundle provider = wire.getProvider().getBundle();
            if (bundles.contains(provider)) imports.put(name, provider.getLocation());
            else if (isHosts(name, provider) || isOfVersions(name, bundle, wiring)) imports.put(name, "");
            else throw needs(bundle, "imports " + name + " of " + provider.getSymbolicName());
        }
        return imports;
    }

    /** Not what is OSGi's, but for versions: whoever has that can ask for bundles and services. */
    private static boolean isHosts(String packageName, Bundle provider) {
        if (API.equals(provider.getSymbolicName())) return true;
        return provider.getBundleId() == Constants.SYSTEM_BUNDLE_ID
                && (isIn(LOGGING, packageName) || JAVAS.contains(packageName));
    }

    private boolean isOfVersions(String packageName, Bundle bundle, BundleWiring wiring) {
        return packageName.equals(FrameworkUse.PACKAGE)
                && ofVersions.computeIfAbsent(
                        wiring,
                        none -> files.jar(bundle).map(FlatImages::isOfVersions).orElse(false));
    }

    private static boolean isOfVersions(Path jar) {
        try {
            return FrameworkUse.isOfVersionsOnly(jar);
        } catch (IOException e) {
            LOG.debug("What {} uses of a framework cannot be told", jar, e);
            return false;
        }
    }

    private static boolean isIn(String root, String packageName) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    private static @Nullable String header(Bundle bundle, String name) {
        @Nullable String value = bundle.getHeaders("").get(name);
        return value == null || value.isBlank() ? null : value.trim();
    }

    private static NeedsFrameworkException needs(Bundle bundle, String why) {
        return new NeedsFrameworkException(bundle + " " + why);
    }

    private List<Component> components(Bundle plugin) throws NeedsFrameworkException {
        List<Component> all = new ArrayList<>();
        List<ComponentDescriptionDTO> described = components.getComponentDescriptionDTOs(plugin).stream()
                .sorted(Comparator.comparing((ComponentDescriptionDTO each) -> serviceId(plugin, each)))
                .toList();
        for (ComponentDescriptionDTO each : described)
            // What could enable one that is not is of a framework.
            if (each.defaultEnabled) all.add(component(plugin, each));
        if (all.isEmpty()) throw needs(plugin, "has no components that are known");
        return all;
    }

    /** Descriptions come in no order; services have been registered in one. */
    private static long serviceId(Bundle plugin, ComponentDescriptionDTO component) {
        return registered(plugin, component.name)
                .map(service -> (Long) service.getProperty(Constants.SERVICE_ID))
                .orElse(Long.MAX_VALUE);
    }

    private static Component component(Bundle plugin, ComponentDescriptionDTO of) throws NeedsFrameworkException {
        if (of.factory != null) throw needs(plugin, "has a factory of components, " + of.name);
        return new Component(
                of.name,
                of.implementationClass,
                of.immediate,
                List.of(of.serviceInterfaces),
                properties(plugin, of),
                pids(of),
                of.configurationPolicy == null
                        ? Configuration.OPTIONAL
                        : Configuration.valueOf(of.configurationPolicy.toUpperCase(Locale.ROOT)),
                of.init,
                of.activationFields == null ? List.of() : List.of(of.activationFields),
                of.activate == null ? "" : of.activate,
                references(plugin, of));
    }

    private static List<String> pids(ComponentDescriptionDTO of) {
        return of.configurationPid == null ? List.of(of.name) : List.of(of.configurationPid);
    }

    private static List<Reference> references(Bundle plugin, ComponentDescriptionDTO of)
            throws NeedsFrameworkException {
        List<Reference> all = new ArrayList<>();
        for (ReferenceDTO each : of.references) {
            if (CONDITION.equals(each.name) && ALWAYS.equals(each.target)) continue;
            if (!isContext(each)) throw needs(plugin, of.name + " refers to " + each.interfaceName);
            all.add(new Reference(
                    each.parameter == null ? -1 : each.parameter,
                    each.field == null ? "" : each.field,
                    each.bind == null ? "" : each.bind));
        }
        return all;
    }

    /** Which there is one of, and which stays. */
    private static boolean isContext(ReferenceDTO reference) {
        return PluginContext.class.getName().equals(reference.interfaceName)
                && ONE.contains(reference.cardinality)
                && (reference.target == null || reference.target.isEmpty())
                && (reference.collectionType == null || reference.collectionType.equals("service"));
    }

    private static List<Property> properties(Bundle plugin, ComponentDescriptionDTO of) throws NeedsFrameworkException {
        Map<String, Object> described = new LinkedHashMap<>(of.properties);
        registered(plugin, of.name)
                .ifPresent(service -> described.replaceAll((key, value) -> told(service, key, value)));
        List<Property> all = new ArrayList<>();
        for (Map.Entry<String, Object> each : described.entrySet()) all.add(property(plugin, each));
        return all;
    }

    private static Optional<ServiceReference<?>> registered(Bundle plugin, String component) {
        ServiceReference<?> @Nullable [] services = plugin.getRegisteredServices();
        if (services == null) return Optional.empty();
        return Arrays.stream(services)
                .filter(service -> component.equals(service.getProperty(COMPONENT_NAME)))
                .findFirst();
    }

    /** Of characters, and of arrays of numbers, the description has no more than a text (Felix SCR 2.2.18). */
    private static Object told(ServiceReference<?> service, String key, Object described) {
        @Nullable Object real = service.getProperty(key);
        boolean lost = described instanceof String
                && (real instanceof Character
                        || real != null
                                && real.getClass().isArray()
                                && real.getClass().getComponentType().isPrimitive());
        return lost ? real : described;
    }

    private static Property property(Bundle plugin, Map.Entry<String, Object> property) throws NeedsFrameworkException {
        Object value = property.getValue();
        boolean array = value.getClass().isArray();
        Class<?> type = array ? value.getClass().getComponentType() : value.getClass();
        boolean plain = type.isPrimitive() || type.getName().startsWith("java.lang.");
        if (!plain || LOST_ARRAY.matcher(value.toString()).matches() && !array)
            throw needs(plugin, "has a property " + property.getKey() + " whose values are not to be had");
        List<String> values = new ArrayList<>();
        int length = array ? Array.getLength(value) : 1;
        for (int i = 0; i < length; i++) values.add(String.valueOf(array ? Array.get(value, i) : value));
        return new Property(property.getKey(), type.getName(), array, values);
    }
}
