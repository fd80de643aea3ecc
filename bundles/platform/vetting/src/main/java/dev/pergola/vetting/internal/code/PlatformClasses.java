package dev.pergola.vetting.internal.code;

import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The classes of the running Java, read from its modules and never loaded. What was read once is kept. */
public final class PlatformClasses {
    /** More than any real set of plugins uses; a guard, nothing else. */
    private static final int MAX_KEPT = 30_000;

    private final Map<String, Module> modules = new HashMap<>();
    private final Map<String, ClassShape> kept = new ConcurrentHashMap<>();

    /** Of the Java that runs this. */
    public PlatformClasses() {
        for (Module module : ModuleLayer.boot().modules()) {
            module.getPackages().forEach(name -> modules.put(name, module));
        }
    }

    /** Whether the running Java has a package, with dots. */
    public boolean hasPackage(String name) {
        return modules.containsKey(name);
    }

    /** A class by its internal name. */
    public Optional<ClassShape> find(String internalName) {
        @Nullable ClassShape known = kept.get(internalName);
        if (known != null) return Optional.of(known);
        @Nullable Module module = modules.get(Names.packageOf(internalName));
        if (module == null) return Optional.empty();
        try (@Nullable InputStream in = module.getResourceAsStream(internalName + ".class")) {
            if (in == null) return Optional.empty();
            ClassShape shape = ClassShape.of(in.readAllBytes());
            if (kept.size() < MAX_KEPT) kept.put(internalName, shape);
            return Optional.of(shape);
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
