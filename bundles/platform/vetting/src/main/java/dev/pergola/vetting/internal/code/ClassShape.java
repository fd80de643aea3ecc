package dev.pergola.vetting.internal.code;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What linking needs to know of a class.
 *
 * @param name internal name
 * @param superName internal name of its superclass; empty for {@code Object}
 * @param interfaces internal names of its interfaces
 * @param access access flags of the class file
 * @param methods access flags by name and descriptor
 * @param fields access flags by name and descriptor
 */
public record ClassShape(
        String name,
        String superName,
        List<String> interfaces,
        int access,
        Map<String, Integer> methods,
        Map<String, Integer> fields) {
    /** Copies. */
    public ClassShape {
        interfaces = List.copyOf(interfaces);
        methods = Map.copyOf(methods);
        fields = Map.copyOf(fields);
    }

    /** Whether it is an interface. */
    public boolean isInterface() {
        return (access & Opcodes.ACC_INTERFACE) != 0;
    }

    /** Of a class of the jar. */
    public static ClassShape of(ClassCode code) {
        Map<String, Integer> methods = new HashMap<>();
        Map<String, Integer> fields = new HashMap<>();
        code.methods().forEach(method -> methods.put(method.signature(), method.access()));
        code.fields().forEach(field -> fields.put(field.name() + field.descriptor(), field.access()));
        return new ClassShape(code.name(), code.superName(), code.interfaces(), code.access(), methods, fields);
    }

    /** Of a class file of somebody else; throws whatever ASM throws where it is none. */
    public static ClassShape of(byte[] classFile) {
        Reader reader = new Reader();
        new ClassReader(classFile)
                .accept(reader, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return new ClassShape(
                reader.name, reader.superName, reader.interfaces, reader.access, reader.methods, reader.fields);
    }

    private static final class Reader extends ClassVisitor {
        private final Map<String, Integer> methods = new HashMap<>();
        private final Map<String, Integer> fields = new HashMap<>();
        private String name = "";
        private String superName = "";
        private List<String> interfaces = List.of();
        private int access;

        Reader() {
            super(Opcodes.ASM9);
        }

        @Override
        public void visit(
                int version,
                int flags,
                String internalName,
                @Nullable String signature,
                @Nullable String superClass,
                String @Nullable [] superInterfaces) {
            access = flags;
            name = internalName;
            if (superClass != null) superName = superClass;
            if (superInterfaces != null) interfaces = List.of(superInterfaces);
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int flags, String field, String descriptor, @Nullable String signature, @Nullable Object value) {
            fields.put(field + descriptor, flags);
            return null;
        }

        @Override
        public @Nullable MethodVisitor visitMethod(
                int flags,
                String method,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            methods.put(method + descriptor, flags);
            return null;
        }
    }
}
