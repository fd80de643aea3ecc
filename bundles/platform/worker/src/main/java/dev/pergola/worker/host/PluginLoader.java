package dev.pergola.worker.host;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URL;
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
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The classes and resources of one bundle, and of the packages that it imports, each from where the kernel's framework has it
 * from (OSGi Core, 3.9.4): nothing else of the class path or of Java can be seen by it. Whoever asks need not be allowed to read
 * the jar.
 */
@SuppressWarnings("removal") // Until it is gone there is nothing better.
final class PluginLoader extends ClassLoader {
    private static final String JAVA = "java.";
    /**
     * Packages that Java keeps to itself, and looks for through the loader of whoever it works for: for reflection, or to read
     * what was serialized. Nobody else gets anything by their classes.
     */
    private static final Set<String> HIDDEN = ModuleLayer.boot().modules().stream()
            .flatMap(module -> module.getPackages().stream().filter(name -> !module.isExported(name)))
            .collect(Collectors.toUnmodifiableSet());

    /** The framework's package, of which there is no more than values here. */
    private static final String FRAMEWORK = "org.osgi.framework";

    private static final Set<String> VALUES = Set.of(FRAMEWORK + ".Version", FRAMEWORK + ".VersionRange");

    private static final StackWalker CALLERS = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE);

    private static final ClassLoader HOST = PluginLoader.class.getClassLoader();
    private static final ClassLoader PLATFORM = ClassLoader.getPlatformClassLoader();

    static {
        registerAsParallelCapable();
    }

    private final String location;
    private final JarFile jar;
    private final Attributes about;
    private final String host;
    private final ProtectionDomain domain;
    private final Map<String, ClassLoader> imports = new ConcurrentHashMap<>();

    /** For a jar, with what its classes may do. */
    PluginLoader(String location, JarFile jar, Function<PluginLoader, ProtectionDomain> domain) throws IOException {
        // Providers of Java's own services are looked for through the parent; classes are not.
        super(PLATFORM);
        this.location = location;
        this.jar = jar;
        @Nullable Manifest manifest = jar.getManifest();
        this.about = manifest == null ? new Attributes() : manifest.getMainAttributes();
        this.host = PluginUrls.hostOf(this);
        this.domain = domain.apply(this);
    }

    /** What its classes may do. */
    ProtectionDomain domain() {
        return domain;
    }

    String location() {
        return location;
    }

    /** Before anything is loaded. */
    void wire(String packageName, @Nullable PluginLoader provider) {
        imports.put(packageName, provider == null ? HOST : provider);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith(JAVA)) return PLATFORM.loadClass(name);
        @Nullable ClassLoader provider = imports.get(packageOf(name, '.'));
        if (provider instanceof PluginLoader other) return other.own(name);
        if (provider == null) return HIDDEN.contains(packageOf(name, '.')) ? hidden(name) : own(name);
        if (packageOf(name, '.').equals(FRAMEWORK) && !VALUES.contains(name)) throw new ClassNotFoundException(name);
        return provider.loadClass(name);
    }

    /** Its own, if it has such a package too; else Java's, where it is Java that asks. */
    private Class<?> hidden(String name) throws ClassNotFoundException {
        try {
            return own(name);
        } catch (ClassNotFoundException javas) {
            if (isAskedByJava()) return PLATFORM.loadClass(name);
            throw javas;
        }
    }

    private static boolean isAskedByJava() {
        return CALLERS.walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                .filter(type -> type != PluginLoader.class && type != ClassLoader.class && type != Class.class)
                .findFirst()
                .filter(type -> type.getModule().isNamed())
                .isPresent());
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

    /** The content of an entry; null where there is none. */
    byte @Nullable [] read(String name) {
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
        if (name.startsWith("/")) return getResource(name.substring(1));
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
        if (name.startsWith("/")) return getResourceAsStream(name.substring(1));
        @Nullable PluginLoader provider = providerOf(name);
        if (provider == null || name.startsWith("java/")) return super.getResourceAsStream(name);
        byte @Nullable [] content = provider.read(name);
        return content == null ? null : new ByteArrayInputStream(content);
    }

    @Override
    protected @Nullable URL findResource(String name) {
        return AccessController.doPrivileged((PrivilegedAction<@Nullable URL>) () -> {
            if (name.isEmpty() || jar.getEntry(name) == null) return null;
            return address(name);
        });
    }

    /** Where something is in its jar. */
    URL address(String name) {
        try {
            return new URL(PluginUrls.PROTOCOL, host, -1, "/" + name, new PluginUrls.Handler());
        } catch (MalformedURLException e) {
            throw new IllegalStateException("A protocol that has its handler needs nothing else", e);
        }
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
        @Nullable URL one = findResource(name);
        return one == null ? Collections.emptyEnumeration() : Collections.enumeration(List.of(one));
    }
}
