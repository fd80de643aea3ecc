package dev.pergola.permissions.internal;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.namespace.PackageNamespace;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRevision;

/**
 * What there is besides plugins and libraries, and has to be kept from them.
 *
 * @param bundles symbolic names of its bundles
 * @param packages what they export, except for the framework's own bundle
 * @param secret folders of the platform that no plugin may look into
 * @param fixed folders that no plugin may change
 */
record Platform(Set<String> bundles, Set<String> packages, List<Path> secret, List<Path> fixed) {
    static Platform of(Bundle[] installed, List<Path> secret, List<Path> fixed) {
        Set<String> bundles = new TreeSet<>();
        Set<String> packages = new TreeSet<>();
        for (Bundle bundle : installed) {
            if (bundle.getLocation().startsWith(Rows.OURS_BY_LOCATION)) continue;
            @Nullable String name = bundle.getSymbolicName();
            if (name != null) bundles.add(name);
            if (bundle.getBundleId() != 0) packages.addAll(exports(bundle));
        }
        return new Platform(bundles, packages, secret, fixed);
    }

    private static Set<String> exports(Bundle bundle) {
        Set<String> packages = new TreeSet<>();
        @Nullable BundleRevision revision = bundle.adapt(BundleRevision.class);
        if (revision == null) return packages;
        for (BundleCapability export : revision.getDeclaredCapabilities(PackageNamespace.PACKAGE_NAMESPACE)) {
            packages.add(String.valueOf(export.getAttributes().get(PackageNamespace.PACKAGE_NAMESPACE)));
        }
        return packages;
    }
}
