package dev.pergola.vetting.internal.code;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is in a jar.
 *
 * @param headers main attributes of its manifest
 * @param classes its classes, those of nested jars included
 * @param oddities what an honest build does not make
 * @param components classes that Declarative Services makes, with the names of methods that it calls
 * @param providers classes that {@code META-INF/services} names
 * @param entryPointsUnknown whether it has component descriptions that cannot be read
 */
public record Archive(
        Map<String, String> headers,
        List<ClassCode> classes,
        List<Oddity> oddities,
        Map<String, Set<String>> components,
        Set<String> providers,
        boolean entryPointsUnknown) {
    /** Copies. */
    public Archive {
        headers = Map.copyOf(headers);
        classes = List.copyOf(classes);
        oddities = List.copyOf(oddities);
        components = Map.copyOf(components);
        providers = Set.copyOf(providers);
    }
}
