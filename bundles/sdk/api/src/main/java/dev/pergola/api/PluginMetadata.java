package dev.pergola.api;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/**
 * What a plugin says of itself. It comes from the annotations in {@code dev.pergola.api.annotation} by way of the
 * bundle's capabilities and requirements, or from {@link PluginBuilder}.
 *
 * @param id identity: lower-case letters, digits, dots and dashes, starting with a letter, at most 64 characters
 * @param name what people call it
 * @param version its version
 * @param author who wrote it
 * @param description what it does, may be empty
 * @param license SPDX expression, may be empty
 * @param category one category
 * @param tags words to find it by
 * @param engine engine versions it works with
 * @param dependencies plugins that it needs
 * @param conflicts plugins that it cannot run beside
 * @param permissions the most it can ever be granted
 * @param nodeTypes node types that it brings
 */
public record PluginMetadata(
        String id,
        String name,
        Version version,
        String author,
        String description,
        String license,
        String category,
        Set<String> tags,
        VersionRange engine,
        List<PluginDependency> dependencies,
        List<PluginDependency> conflicts,
        List<PermissionRequest> permissions,
        Set<String> nodeTypes) {

    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9.-]{0,63}");
    private static final int MAX_TEXT = 4096;

    /** Checks and copies; an {@link InvalidMetadataException} names the field that is missing or wrong. */
    public PluginMetadata {
        if (!ID.matcher(required("id", id)).matches()) {
            throw new InvalidMetadataException(
                    "id", "must match " + ID.pattern() + " (lower-case letters, digits, dots, dashes), but is: " + id);
        }
        required("name", name);
        required("author", author);
        plain("description", description);
        plain("license", license);
        plain("category", category);
        tags = Set.copyOf(tags);
        dependencies = List.copyOf(dependencies);
        conflicts = List.copyOf(conflicts);
        permissions = List.copyOf(permissions);
        nodeTypes = Set.copyOf(nodeTypes);
    }

    private static String required(String field, String value) {
        if (value.isBlank()) throw new InvalidMetadataException(field, "is missing");
        return plain(field, value);
    }

    private static String plain(String field, String value) {
        if (value.length() > MAX_TEXT) {
            throw new InvalidMetadataException(field, "is longer than " + MAX_TEXT + " characters");
        }
        if (value.indexOf('"') >= 0) throw new InvalidMetadataException(field, "must not contain a double quote");
        if (value.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\t')) {
            throw new InvalidMetadataException(field, "must not contain control characters");
        }
        return value;
    }

    /**
     * Another plugin, in some versions.
     *
     * @param plugin its id
     * @param versions the versions
     */
    public record PluginDependency(String plugin, VersionRange versions) {
        @Override
        public String toString() {
            return plugin + " " + versions;
        }
    }

    /**
     * A permission asked for.
     *
     * @param permission its name, such as {@code filesystem.read}
     * @param target what it applies to, may be empty
     * @param reason why it is needed, may be empty
     */
    public record PermissionRequest(String permission, String target, String reason) {}
}
