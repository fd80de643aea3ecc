package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.Headers.Clause;
import java.util.Comparator;
import java.util.Map;
import org.osgi.framework.Version;

/**
 * A package that a bundle in the framework exports.
 *
 * @param packageName its name, with dots
 * @param attributes what the export says of it
 * @param bundle name and version of the bundle
 * @param resolved whether the bundle is resolved; those that are come first
 * @param bundleId the bundle; of the same version, the older one comes first
 * @param scope its classes
 */
record Provider(
        String packageName,
        Map<String, Object> attributes,
        String bundle,
        boolean resolved,
        long bundleId,
        Scope scope) {
    /** The order in which the framework prefers them. */
    static final Comparator<Provider> PREFERENCE = Comparator.comparing(Provider::resolved)
            .reversed()
            .thenComparing(Comparator.comparing(Provider::version).reversed())
            .thenComparing(Provider::bundleId);

    /** The version of the package. */
    Version version() {
        return attributes.get("version") instanceof Version version ? version : Version.emptyVersion;
    }

    /** Whether an import takes it. */
    boolean matches(Clause wanted) {
        for (Map.Entry<String, String> attribute : wanted.attributes().entrySet()) {
            Object own = attributes.getOrDefault(attribute.getKey(), "");
            boolean fits = own instanceof Version version
                    ? wanted.range(attribute.getKey()).includes(version)
                    : own.toString().equals(attribute.getValue());
            if (!fits) return false;
        }
        return true;
    }
}
