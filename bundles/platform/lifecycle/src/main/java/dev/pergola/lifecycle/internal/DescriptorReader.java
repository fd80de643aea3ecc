package dev.pergola.lifecycle.internal;

import dev.pergola.api.InvalidMetadataException;
import dev.pergola.api.PluginMetadata;
import dev.pergola.api.PluginMetadata.PermissionRequest;
import dev.pergola.api.PluginMetadata.PluginDependency;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import org.apache.felix.utils.resource.RequirementImpl;
import org.apache.felix.utils.resource.ResourceBuilder;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleException;
import org.osgi.framework.Constants;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;

/** Reads what a jar says of itself, without loading anything of it. Trusts nothing that it reads. */
final class DescriptorReader {
    static final String PLUGIN = "pergola.plugin";
    static final String ENGINE = "pergola.engine";
    private static final String CONFLICT = "pergola.conflict";
    private static final String PERMISSION = "pergola.permission";
    private static final String NODE = "pergola.node";

    private static final int MAX_ENTRIES = 65_000;
    private static final int MAX_MANIFEST_BYTES = 1024 * 1024;
    private static final long MAX_UNPACKED = 2L * 1024 * 1024 * 1024;
    private static final Pattern IDENTITY = Pattern.compile("\\(osgi\\.identity=([A-Za-z0-9._-]+)\\)");
    private static final Pattern AT_LEAST = Pattern.compile("\\(version>=([0-9A-Za-z._-]+)\\)");
    private static final Pattern BELOW = Pattern.compile("\\(!\\(version>=([0-9A-Za-z._-]+)\\)\\)");
    private static final Pattern AT_MOST = Pattern.compile("\\(version<=([0-9A-Za-z._-]+)\\)");
    private static final Pattern ABOVE = Pattern.compile("\\(!\\(version<=([0-9A-Za-z._-]+)\\)\\)");

    private DescriptorReader() {}

    /** Reads a staged jar; a {@link RefusedException} says what is wrong with it. */
    static Descriptor read(Path jar, String digest) throws IOException {
        Map<String, String> headers = headers(jar);
        String name = header(headers, Constants.BUNDLE_SYMBOLICNAME);
        if (name.isEmpty() || !"2".equals(header(headers, Constants.BUNDLE_MANIFESTVERSION))) {
            throw new RefusedException(
                    "no-bundle",
                    "The jar is no OSGi bundle: its manifest has no "
                            + (name.isEmpty()
                                    ? Constants.BUNDLE_SYMBOLICNAME
                                    : Constants.BUNDLE_MANIFESTVERSION + ": 2"),
                    "Build it with bnd-maven-plugin (see the guide 'Writing a plugin')");
        }
        if (headers.containsKey(Constants.FRAGMENT_HOST)) {
            throw new RefusedException(
                    "fragment",
                    "The jar is a fragment of " + headers.get(Constants.FRAGMENT_HOST)
                            + ", and would run with its rights",
                    "Make it a bundle of its own");
        }
        Resource resource = resource(headers);
        String symbolicName = name.split(";", 2)[0].trim();
        Version version = version(headers);
        List<Capability> capabilities = resource.getCapabilities(null);
        return new Descriptor(
                symbolicName,
                version,
                digest,
                headers,
                metadata(resource, symbolicName, version),
                capabilities,
                mandatory(resource));
    }

    /** Throws {@link IncompleteJarException} where the file is no jar that can be read to its end. */
    static void requireComplete(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile(), false)) {
            readAll(jar);
        } catch (ZipException | java.io.EOFException e) {
            throw new IncompleteJarException("The file is no complete jar: " + e.getMessage(), e);
        }
    }

    /** The manifest's main attributes. Reads every entry to its end, so that a torn or damaged jar is noticed here. */
    private static Map<String, String> headers(Path path) throws IOException {
        try (JarFile jar = new JarFile(path.toFile(), false)) {
            readAll(jar);
            @Nullable JarEntry entry = jar.getJarEntry(JarFile.MANIFEST_NAME);
            if (entry == null) {
                throw new RefusedException(
                        "no-manifest", "The jar has no META-INF/MANIFEST.MF", "Build it with bnd-maven-plugin");
            }
            if (entry.getSize() > MAX_MANIFEST_BYTES) {
                throw new RefusedException(
                        "manifest-too-large",
                        "The jar's manifest is larger than " + MAX_MANIFEST_BYTES + " bytes",
                        "Remove what does not belong there");
            }
            Map<String, String> headers = new HashMap<>();
            try (InputStream in = jar.getInputStream(entry)) {
                new Manifest(in).getMainAttributes().forEach((k, v) -> headers.put(k.toString(), v.toString()));
            }
            return headers;
        } catch (ZipException | java.io.EOFException e) {
            throw new IncompleteJarException("The file is no complete jar: " + e.getMessage(), e);
        }
    }

    private static void readAll(JarFile jar) throws IOException {
        if (jar.size() > MAX_ENTRIES) {
            throw new RefusedException(
                    "too-many-entries", "The jar has more than " + MAX_ENTRIES + " entries", "Make it smaller");
        }
        long unpacked = 0;
        byte[] buffer = new byte[16 * 1024];
        for (Enumeration<JarEntry> entries = jar.entries(); entries.hasMoreElements(); ) {
            JarEntry entry = entries.nextElement();
            if (entry.getName().startsWith("/") || ("/" + entry.getName() + "/").contains("/../")) {
                throw new RefusedException(
                        "unsafe-entry", "The jar has an entry outside of itself: " + entry.getName(), "Build it anew");
            }
            try (InputStream in = jar.getInputStream(entry)) {
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    unpacked += n;
                    if (unpacked > MAX_UNPACKED) {
                        throw new RefusedException(
                                "unpacks-too-large",
                                "The jar unpacks to more than " + MAX_UNPACKED / (1024 * 1024) + " MB",
                                "Make it smaller");
                    }
                }
            }
        }
    }

    private static Resource resource(Map<String, String> headers) {
        try {
            return ResourceBuilder.build("", headers);
        } catch (BundleException | IllegalArgumentException e) {
            throw new RefusedException(
                    "manifest-invalid",
                    "The jar's manifest does not follow the OSGi specification: " + e.getMessage(),
                    "Build it with bnd-maven-plugin, and look at the header named above",
                    e);
        }
    }

    private static Version version(Map<String, String> headers) {
        String text = header(headers, Constants.BUNDLE_VERSION);
        try {
            return text.isEmpty() ? Version.emptyVersion : Version.parseVersion(text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    "version-invalid",
                    "The header Bundle-Version is no OSGi version: " + text,
                    "Use major.minor.micro, with a qualifier after a third dot",
                    e);
        }
    }

    private static Optional<PluginMetadata> metadata(Resource resource, String symbolicName, Version version) {
        List<Capability> plugins = resource.getCapabilities(PLUGIN);
        if (plugins.isEmpty()) return Optional.empty();
        if (plugins.size() > 1) {
            throw new RefusedException(
                    "several-plugins",
                    "The jar declares " + plugins.size() + " plugins; a bundle is one plugin",
                    "Put @Plugin on one class only");
        }
        Map<String, Object> plugin = plugins.get(0).getAttributes();
        try {
            PluginMetadata metadata = new PluginMetadata(
                    text(plugin, "id"),
                    text(plugin, "name"),
                    version,
                    text(plugin, "author"),
                    text(plugin, "description"),
                    text(plugin, "license"),
                    text(plugin, "category").isEmpty() ? "general" : text(plugin, "category"),
                    texts(plugin, "tags"),
                    engine(resource),
                    dependencies(resource),
                    conflicts(resource),
                    permissions(resource),
                    nodeTypes(resource));
            if (!metadata.id().equals(symbolicName)) {
                throw new InvalidMetadataException(
                        "id", "is '" + metadata.id() + "', but the bundle's symbolic name is '" + symbolicName + "'");
            }
            return Optional.of(metadata);
        } catch (InvalidMetadataException e) {
            throw new RefusedException(
                    "metadata-invalid",
                    e.getMessage() == null ? "" : e.getMessage(),
                    "Set it in the @Plugin annotation, and build the plugin anew",
                    e);
        }
    }

    private static VersionRange engine(Resource resource) {
        for (Requirement requirement : resource.getRequirements(ENGINE)) {
            return range(filter(requirement));
        }
        throw new InvalidMetadataException("engine", "is missing");
    }

    private static List<PluginDependency> dependencies(Resource resource) {
        List<PluginDependency> result = new ArrayList<>();
        for (Requirement requirement : resource.getRequirements(IdentityNamespace.IDENTITY_NAMESPACE)) {
            Matcher identity = IDENTITY.matcher(filter(requirement));
            if (identity.find()) result.add(new PluginDependency(identity.group(1), range(filter(requirement))));
        }
        return result;
    }

    private static List<PluginDependency> conflicts(Resource resource) {
        List<PluginDependency> result = new ArrayList<>();
        for (Requirement requirement : resource.getRequirements(CONFLICT)) {
            String version = text(requirement.getAttributes(), "versions");
            try {
                result.add(new PluginDependency(
                        text(requirement.getAttributes(), "plugin"),
                        new VersionRange(version.isEmpty() ? "0" : version)));
            } catch (IllegalArgumentException e) {
                throw new InvalidMetadataException("conflicts", "has an invalid version range: " + version);
            }
        }
        return result;
    }

    private static List<PermissionRequest> permissions(Resource resource) {
        return resource.getRequirements(PERMISSION).stream()
                .map(Requirement::getAttributes)
                .map(a -> new PermissionRequest(text(a, "permission"), text(a, "target"), text(a, "reason")))
                .toList();
    }

    private static Set<String> nodeTypes(Resource resource) {
        Set<String> types = new LinkedHashSet<>();
        resource.getCapabilities(NODE).forEach(node -> types.addAll(texts(node.getAttributes(), "type")));
        return types;
    }

    private static List<RequirementImpl> mandatory(Resource resource) {
        return resource.getRequirements(null).stream()
                .filter(r -> !"optional".equals(r.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE)))
                .filter(r -> !"dynamic".equals(r.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE)))
                .filter(r -> Namespace.EFFECTIVE_RESOLVE.equals(r.getDirectives()
                        .getOrDefault(Namespace.REQUIREMENT_EFFECTIVE_DIRECTIVE, Namespace.EFFECTIVE_RESOLVE)))
                .map(RequirementImpl.class::cast)
                .toList();
    }

    /** The version range that a filter as bnd writes it stands for. */
    static VersionRange range(String filter) {
        Matcher floorOpen = ABOVE.matcher(filter);
        Matcher floor = AT_LEAST.matcher(BELOW.matcher(filter).replaceAll(""));
        Matcher ceilingOpen = BELOW.matcher(filter);
        Matcher ceiling = AT_MOST.matcher(ABOVE.matcher(filter).replaceAll(""));
        boolean openLeft = floorOpen.find();
        String low = openLeft ? floorOpen.group(1) : floor.find() ? floor.group(1) : "0";
        boolean openRight = ceilingOpen.find();
        @Nullable String high = openRight ? ceilingOpen.group(1) : ceiling.find() ? ceiling.group(1) : null;
        if (high == null) return new VersionRange(low);
        return new VersionRange((openLeft ? "(" : "[") + low + "," + high + (openRight ? ")" : "]"));
    }

    private static String filter(Requirement requirement) {
        return requirement.getDirectives().getOrDefault(Namespace.REQUIREMENT_FILTER_DIRECTIVE, "");
    }

    private static String header(Map<String, String> headers, String name) {
        return headers.getOrDefault(name, "").trim();
    }

    private static String text(Map<String, Object> attributes, String key) {
        @Nullable Object value = attributes.get(key);
        return value == null ? "" : value.toString();
    }

    private static Set<String> texts(Map<String, Object> attributes, String key) {
        @Nullable Object value = attributes.get(key);
        Set<String> texts = new LinkedHashSet<>();
        if (value instanceof Collection<?> items) items.forEach(item -> texts.add(item.toString()));
        else if (value != null) texts.addAll(List.of(value.toString().split("\\s*,\\s*")));
        return texts;
    }
}
