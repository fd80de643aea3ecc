package dev.pergola.vetting.internal.code;

import dev.pergola.vetting.internal.code.ClassCode.Origin;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;

/** Reads class files, without loading anything. */
final class ClassFile {
    /** Names are many and the same everywhere: one copy of each is enough. */
    private final Map<String, String> names = new HashMap<>();

    private final Set<String> descriptors = new HashSet<>();
    private final Set<String> plainVariables = new HashSet<>();

    /**
     * Reads one. What ASM throws for bytes that are no class file is of no particular type.
     *
     * @param origin where it lies, given its name
     * @throws UnreadableClassException where it is none that can be read
     */
    ClassCode read(byte[] bytes, Function<String, Origin> origin) throws UnreadableClassException {
        if (bytes.length < 10
                || (bytes[0] & 0xff) != 0xca
                || (bytes[1] & 0xff) != 0xfe
                || (bytes[2] & 0xff) != 0xba
                || (bytes[3] & 0xff) != 0xbe) {
            throw new UnreadableClassException("does not begin as a class file does");
        }
        try {
            ClassReader reader = new ClassReader(bytes);
            Collector collector = new Collector(origin);
            reader.accept(collector, ClassReader.SKIP_FRAMES);
            return collector.result();
        } catch (RuntimeException e) {
            throw new UnreadableClassException(e.getClass().getSimpleName() + ": " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new UnreadableClassException("nests without end");
        }
    }

    /** The version of a class file, without reading the rest. */
    static int major(byte[] bytes) {
        return bytes.length < 8 ? 0 : (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    }

    private String name(String text) {
        @Nullable String known = names.putIfAbsent(text, text);
        return known == null ? text : known;
    }

    /** ASM hands descriptors on as they are; whoever takes one apart later relies on it that it is one. */
    private String descriptor(String text) {
        if (!descriptors.contains(text)) {
            if (!Names.isDescriptor(text)) throw new IllegalArgumentException("no descriptor: " + text);
            descriptors.add(text);
        }
        return name(text);
    }

    private boolean isOddVariable(String text) {
        if (plainVariables.contains(text)) return false;
        if (text.isEmpty() || !text.chars().allMatch(Character::isJavaIdentifierPart)) return true;
        plainVariables.add(text);
        return false;
    }

    private final class Collector extends ClassVisitor {
        private final Function<String, Origin> origin;
        private final List<FieldCode> fields = new ArrayList<>();
        private final List<MethodCode> methods = new ArrayList<>();
        private final List<Text> texts = new ArrayList<>();
        private final List<String> variableNames = new ArrayList<>();
        private List<String> interfaces = List.of();
        private String className = "";
        private String superName = "";
        private String sourceFile = "";
        private int access;
        private int major;

        Collector(Function<String, Origin> origin) {
            super(Opcodes.ASM9);
            this.origin = origin;
        }

        @Override
        public void visit(
                int version,
                int flags,
                String internalName,
                @Nullable String signature,
                @Nullable String superClass,
                String @Nullable [] superInterfaces) {
            major = version & 0xffff;
            access = flags;
            className = name(internalName);
            superName = superClass == null ? "" : name(superClass);
            if (superInterfaces != null) interfaces = List.of(superInterfaces);
        }

        @Override
        public void visitSource(@Nullable String source, @Nullable String debug) {
            if (source != null) sourceFile = source;
        }

        @Override
        public @Nullable FieldVisitor visitField(
                int flags, String fieldName, String descriptor, @Nullable String signature, @Nullable Object value) {
            fields.add(new FieldCode(name(fieldName), ClassFile.this.descriptor(descriptor), flags));
            if (value instanceof String text) texts.add(new Text(text, 0));
            return null;
        }

        @Override
        public @Nullable RecordComponentVisitor visitRecordComponent(
                String component, String descriptor, @Nullable String signature) {
            return null;
        }

        @Override
        public MethodVisitor visitMethod(
                int flags,
                String methodName,
                String descriptor,
                @Nullable String signature,
                String @Nullable [] exceptions) {
            return new MethodCollector(
                    name(methodName),
                    ClassFile.this.descriptor(descriptor),
                    flags,
                    new MethodCollector.Pool(ClassFile.this::name, ClassFile.this::descriptor),
                    methods::add,
                    variable -> {
                        if (isOddVariable(variable)) variableNames.add(variable);
                    });
        }

        ClassCode result() {
            return new ClassCode(
                    origin.apply(className),
                    className,
                    superName,
                    interfaces,
                    access,
                    major,
                    sourceFile,
                    fields,
                    methods,
                    texts,
                    variableNames);
        }
    }
}
