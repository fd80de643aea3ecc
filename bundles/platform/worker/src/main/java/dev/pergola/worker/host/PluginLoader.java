package dev.pergola.worker.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.security.ProtectionDomain;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.jar.Attributes;
import java.util.jar.Attributes.Name;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import org.jspecify.annotations.Nullable;

/**
 * The classes and resources of one bundle, and of the packages that it imports, each from where the kernel's framework has it
 * from (OSGi Core, 3.9.4): nothing else of the class path or of Java can be seen by it. Whoever asks need not be allowed to read
 * the jar.
 */
@SuppressWarnings("removal") // Until it is gone there is nothing better.
final class PluginLoader extends ClassLoader {
    private static final String JAVA = "java.";
    /** What Java makes of its own for reflection looks for these through the loader of the class that it is about. */
    private static final String REFLECTION = "jdk.internal.reflect.";

    /** The framework's package, of which there is no more than values here. */
    private static final String FRAMEWORK = "org.osgi.framework";

    private static final Set<String> VALUES = Set.of(FRAMEWORK + ".Version", FRAMEWORK + ".VersionRange");

    private static final ClassLoader HOST = PluginLoader.class.getClassLoader();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    static {
        registerAsParallelCapable();
    }

    private final String location;
    private final JarFile jar;
    private final Attributes about;
    private final ProtectionDomain domain;
    private final Map<String, ClassLoader> imports = new ConcurrentHashMap<>();

    /** For a jar, with what its classes may do. */
    PluginLoader(String location, JarFile jar, Function<ClassLoader, ProtectionDomain> domain) throws IOException {
        // Providers of Java's own services are looked for through the parent; classes are not.
        super(PLATFORM);
        this.location = location;
        this.jar = jar;
        @Nullable Manifest manifest = jar.getManifest();
        this.about = manifest == null ? new Attributes() : manifest.getMainAttributes();
        this.domain = domain.apply(this);
    }

    /** Before anything is loaded. */
    void wire(String packageName, @Nullable PluginLoader provider) {
        imports.put(packageName, provider == null ? HOST : provider);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(JAVA) || name.startsWith(REFLECTION)) return PLATFORM.loadClass(name);
        @Nullable ClassLoader provider = imports.get(packageOf(name, '.'));
        if (provider instanceof PluginLoader other) return other.own(name);
        if (provider == null) return own(name);
        if (packageOf(name, '.').equals(FRAMEWORK) && !VALUES.contains(name)) throw new ClassNotFoundException(name);
        return provider.loadClass(name);
    }

    private Class<?> own(String name) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            @Nullable Class<?> known = findLoadedClass(name);
            return known == null ? findClass(name) : known;
        }
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
        byte @Nullable [] code = read(name.replace('.', '/') + ".class");
        if (code == null) throw new ClassNotFoundException(name + ", in " + location);
        String packageName = packageOf(name, '.');
        if (getDefinedPackage(packageName) == null) definePackage(packageName);
        return AccessController.doPrivileged(
                (PrivilegedAction<Class<?>>) () -> defineClass(name, code, 0, code.length, domain));
    }

    private void definePackage(String name) {
        try {
            definePackage(
                    name,
                    about.getValue(Name.SPECIFICATION_TITLE),
                    about.getValue(Name.SPECIFICATION_VERSION),
                    about.getValue(Name.SPECIFICATION_VENDOR),
                    about.getValue(Name.IMPLEMENTATION_TITLE),
                    about.getValue(Name.IMPLEMENTATION_VERSION),
                    about.getValue(Name.IMPLEMENTATION_VENDOR),
                    null);
        } catch (IllegalArgumentException sameTime) {
            // Another thread has, and it is the same.
        }
    }

    private static String packageOf(String name, char separator) {
        int end = name.lastIndexOf(separator);
        return end < 0 ? "" : name.substring(0, end).replace(separator, '.');
    }

    private byte @Nullable [] read(String name) {
        return AccessController.doPrivileged((PrivilegedAction<byte @Nullable []>) () -> {
            @Nullable JarEntry entry = jar.getJarEntry(name);
            if (entry == null || entry.isDirectory()) return null;
            try (InputStream in = jar.getInputStream(entry)) {
                return in.readAllBytes();
            } catch (IOException damaged) {
                return null;
            }
        });
    }

    /** The loader that a resource is to be had from; none where that is the class path, whose own are none of a plugin's. */
    private @Nullable PluginLoader providerOf(String resource) {
        @Nullable ClassLoader provider = imports.get(packageOf(resource, '/'));
        if (provider == null) return this;
        return provider instanceof PluginLoader other ? other : null;
    }

    @Override
    public @Nullable URL getResource(String name) {
        if (name.startsWith("java/")) return PLATFORM.getResource(name);
        @Nullable PluginLoader provider = providerOf(name);
        return provider == null ? HOST.getResource(name) : provider.findResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        @Nullable URL one = getResource(name);
        return one == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(one));
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
        @Nullable PluginLoader provider = providerOf(name);
        if (provider == null || name.startsWith("java/")) return super.getResourceAsStream(name);
        byte @Nullable [] content = provider.read(name);
        return content == null ? null : new ByteArrayInputStream(content);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return AccessController.doPrivileged((PrivilegedAction<@Nullable URL>) () -> {
            if (name.isEmpty() || jar.getEntry(name) == null) return null;
            try {
                return new URL("bundle", "", -1, "/" + name, new Handler(this));
            } catch (MalformedURLException e) {
                throw new IllegalStateException("A protocol that has its handler needs nothing else", e);
            }
        });
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        @Nullable URL one = findResource(name);
        return one == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(one));
    }

    /** Addresses in a jar, for whoever has one of them: what is relative to it is in the jar too. */
    private static final class Handler extends URLStreamHandler {
        private final PluginLoader loader;

        Handler(PluginLoader loader) {
            this.loader = loader;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new Content(url, loader);
        }
    }

    private static final class Content extends URLConnection {
        private final PluginLoader loader;
        private byte @Nullable [] content;

        Content(URL url, PluginLoader loader) {
            super(url);
            this.loader = loader;
        }

        @Override
        public void connect() throws IOException {
            if (connected) return;
            content = loader.read(url.getPath().replaceFirst("^/", ""));
            if (content == null) throw new IOException("There is no " + url.getPath() + " in " + loader.location);
            connected = true;
        }

        @Override
        public InputStream getInputStream() throws IOException {
            connect();
            return new ByteArrayInputStream(content == null ? new byte[0] : content);
        }

        @Override
        public long getContentLengthLong() {
            try {
                connect();
            } catch (IOException none) {
                return -1;
            }
            return content == null ? -1 : content.length;
        }
    }
}
