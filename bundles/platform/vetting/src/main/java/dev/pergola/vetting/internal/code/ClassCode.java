package dev.pergola.vetting.internal.code;

import java.util.List;
import org.objectweb.asm.Opcodes;

/**
 * A class of the jar, as far as vetting needs to know it.
 *
 * @param origin where it lies
 * @param name internal name
 * @param superName internal name of its superclass; empty for {@code Object} and modules
 * @param interfaces internal names of its interfaces
 * @param access access flags of the class file
 * @param major version of the class file
 * @param sourceFile name of its source; empty where it is not known
 * @param fields its fields
 * @param methods its methods
 * @param texts texts in its constants that no method pushes
 * @param variableNames names of local variables that no compiler makes
 */
public record ClassCode(
        Origin origin,
        String name,
        String superName,
        List<String> interfaces,
        int access,
        int major,
        String sourceFile,
        List<FieldCode> fields,
        List<MethodCode> methods,
        List<Text> texts,
        List<String> variableNames) {
    /** Copies. */
    public ClassCode {
        interfaces = List.copyOf(interfaces);
        fields = List.copyOf(fields);
        methods = List.copyOf(methods);
        texts = List.copyOf(texts);
        variableNames = List.copyOf(variableNames);
    }

    /**
     * Where a class lies.
     *
     * @param jar the nested jar; empty for the jar itself
     * @param entry the entry
     * @param loadable whether the plugin's own class loader finds it
     * @param release the Java from which on it is used, in a multi-release jar; 0 for all
     */
    public record Origin(String jar, String entry, boolean loadable, int release) {
        /** Whether it was not written for this plugin: it lies in a nested jar. */
        public boolean embedded() {
            return !jar.isEmpty();
        }
    }

    /** Whether it is an interface. */
    public boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    /** Whether it is public. */
    public boolean isPublic() {
        return (access & Opcodes.ACC_PUBLIC) != 0;
    }

    /** The package, with dots. */
    public String packageName() {
        return Names.packageOf(name);
    }

    /** The name as people write it, and the nested jar that it lies in. */
    public String place() {
        return Names.type(name) + (origin.embedded() ? " in " + origin.jar() : "");
    }
}
