package dev.pergola.launcher;

import java.io.IOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.framework.wiring.BundleWire;
import org.osgi.framework.wiring.BundleWiring;

/**
 * What a bundle and the bundles it is wired to can see, as one class loader: for libraries that look for their parts
 * through the thread's context class loader, as JLine does for its terminals.
 */
final class WiringClassLoader extends ClassLoader {
    private final List<ClassLoader> loaders;

    private WiringClassLoader(List<ClassLoader> loaders) {
        super(null);
        this.loaders = loaders;
    }

    /** For a bundle that is resolved. */
    static ClassLoader of(Bundle bundle) {
        BundleWiring wiring = bundle.adapt(BundleWiring.class);
        if (wiring == null) return WiringClassLoader.class.getClassLoader();
        Set<ClassLoader> loaders = new LinkedHashSet<>();
        loaders.add(wiring.getClassLoader());
        for (BundleWire wire : wiring.getRequiredWires(null)) {
            ClassLoader provider = wire.getProviderWiring().getClassLoader();
            if (provider != null) loaders.add(provider);
        }
        return new WiringClassLoader(List.copyOf(loaders));
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        for (ClassLoader loader : loaders) {
            try {
                return loader.loadClass(name);
            } catch (ClassNotFoundException elsewhere) {
                // Then in the next.
            }
        }
        throw new ClassNotFoundException(name);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        for (ClassLoader loader : loaders) {
            URL found = loader.getResource(name);
            if (found != null) return found;
        }
        return null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        for (ClassLoader loader : loaders) found.addAll(Collections.list(loader.getResources(name)));
        return Collections.enumeration(found);
    }
}
