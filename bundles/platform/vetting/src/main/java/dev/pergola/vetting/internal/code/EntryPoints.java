package dev.pergola.vetting.internal.code;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Where the framework and other bundles come into a jar. */
final class EntryPoints {
    private static final Set<String> SERIALIZATION =
            Set.of("readObject", "readResolve", "readExternal", "readObjectNoData", "validateObject");

    private final Archive archive;
    private final Hierarchy hierarchy;
    private final Set<String> exported = new HashSet<>();

    /** Gets each of them. */
    interface Visitor {
        void enter(ClassCode type, MethodCode method, String why);
    }

    EntryPoints(Archive archive, Hierarchy hierarchy) {
        this.archive = archive;
        this.hierarchy = hierarchy;
        for (Headers.Clause clause : Headers.clauses(archive.headers(), "Export-Package")) {
            exported.addAll(clause.paths());
        }
    }

    void each(Visitor visitor) {
        Set<String> activators = new HashSet<>();
        for (String header : List.of("Bundle-Activator", "ExtensionBundle-Activator")) {
            String type = Headers.value(archive.headers(), header).trim().replace('.', '/');
            if (!type.isEmpty()) activators.add(type);
        }
        boolean any = archive.components().keySet().stream().anyMatch(hierarchy::has)
                || activators.stream().anyMatch(hierarchy::has)
                || archive.classes().stream().anyMatch(this::isExported);
        for (ClassCode type : archive.classes()) {
            if (archive.components().containsKey(type.name())) {
                component(type, archive.components().get(type.name()), visitor);
            } else if (activators.contains(type.name())) {
                component(type, Set.of(), visitor);
            } else if (archive.providers().contains(type.name())) {
                open(type, "provides a service of META-INF/services", visitor);
            } else if (isExported(type)) {
                open(type, "other bundles may call it", visitor);
            } else if (!any || archive.entryPointsUnknown()) {
                open(type, "the jar does not say where it begins", visitor);
            } else {
                deserialized(type, visitor);
            }
        }
    }

    private boolean isExported(ClassCode type) {
        return type.origin().loadable() && exported.contains(type.packageName());
    }

    /** Declarative Services calls constructors and the methods that the description names, whatever their access. */
    private void component(ClassCode type, Set<String> called, Visitor visitor) {
        Set<String> own = hierarchy.ancestors(type.name());
        for (String above : own) {
            for (ClassCode part : hierarchy.named(above)) {
                for (MethodCode method : part.methods()) {
                    boolean constructor = method.name().equals("<init>");
                    if (constructor ? part == type : !method.isPrivate() || called.contains(method.name())) {
                        visitor.enter(part, method, "component " + Names.type(type.name()));
                    }
                }
            }
        }
    }

    private static void open(ClassCode type, String why, Visitor visitor) {
        for (MethodCode method : type.methods()) {
            if (method.is(Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED) || SERIALIZATION.contains(method.name())) {
                visitor.enter(type, method, why);
            }
        }
    }

    /** Reading an object runs code of its class, however it got there; what is not serializable has none of these. */
    private void deserialized(ClassCode type, Visitor visitor) {
        for (MethodCode method : type.methods()) {
            if (SERIALIZATION.contains(method.name()) && hierarchy.is(type.name(), "java/io/Serializable")) {
                visitor.enter(type, method, "runs when an object is read");
            }
        }
    }
}
