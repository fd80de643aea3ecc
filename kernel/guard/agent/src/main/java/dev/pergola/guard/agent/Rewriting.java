package dev.pergola.guard.agent;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.AnnotationVisitor;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * One class of the JDK with its checks. What is inserted has no branches, so the stack maps that are there stay true.
 */
final class Rewriting extends ClassVisitor {
    private final Map<String, Operation> operations = new HashMap<>();
    private final Set<String> found = new HashSet<>();
    private final Map<String, String> fields = new HashMap<>();
    private String owner = "";

    private Rewriting(ClassVisitor next, List<Operation> operations) {
        super(Opcodes.ASM9, next);
        for (Operation operation : operations)
            if (this.operations.put(operation.signature(), operation) != null)
                throw new IllegalStateException(operation.where() + " is there twice");
    }

    /** @throws IllegalStateException naming the row that does not fit */
    static byte[] of(byte[] code, List<Operation> operations) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        Rewriting rewriting = new Rewriting(writer, operations);
        reader.accept(rewriting, 0);
        for (Operation operation : operations)
            if (!rewriting.found.contains(operation.signature()))
                throw new IllegalStateException(operation.where() + " is not there");
        return writer.toByteArray();
    }

    @Override
    public void visit(
            int version, int access, String name, @Nullable String signature, String parent, String[] interfaces) {
        owner = name;
        super.visit(version, access, name, signature, parent, interfaces);
    }

    @Override
    public FieldVisitor visitField(
            int access, String name, String descriptor, @Nullable String signature, @Nullable Object value) {
        fields.put(name, descriptor);
        return super.visitField(access, name, descriptor, signature, value);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        Operation operation = operations.get(Operation.signature(name, descriptor));
        if (operation == null || (access & (Opcodes.ACC_BRIDGE | Opcodes.ACC_SYNTHETIC)) != 0) return next;
        if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0)
            throw new IllegalStateException(operation.where() + " has no code");
        found.add(operation.signature());
        boolean isStatic = (access & Opcodes.ACC_STATIC) != 0;
        Operand.Place place = new Operand.Place(owner, isStatic, descriptor, fields);
        return operation.scope() == Operation.Scope.INSTEAD
                ? new Body(next, operation, place)
                : new Inserted(next, operation, place);
    }

    private static void call(MethodVisitor code, Operation operation, Operand.Place place) {
        Type[] wanted = operation.check().parameters();
        try {
            for (int i = 0; i < operation.operands().size(); i++) {
                Type given = operation.operands().get(i).push(code, place);
                if (given.equals(Type.INT_TYPE) && wanted[i].getSort() == Type.OBJECT)
                    code.visitMethodInsn(
                            Opcodes.INVOKESTATIC, "java/lang/Integer", "valueOf", "(I)Ljava/lang/Integer;", false);
            }
        } catch (IllegalArgumentException wrong) {
            throw new IllegalStateException(operation.where() + ": " + wrong.getMessage());
        }
        if (operation.scope() != Operation.Scope.INSTEAD) {
            code.visitInsn(operation.scope().isDirect() ? Opcodes.ICONST_1 : Opcodes.ICONST_0);
            code.visitLdcInsn(operation.name());
        }
        Check check = operation.check();
        code.visitMethodInsn(Opcodes.INVOKESTATIC, check.owner(), check.name(), check.descriptor(), false);
    }

    /** What was there, with a check before or after it. */
    private static final class Inserted extends MethodVisitor {
        private final Operation operation;
        private final Operand.Place place;

        private Inserted(MethodVisitor next, Operation operation, Operand.Place place) {
            super(Opcodes.ASM9, next);
            this.operation = operation;
            this.place = place;
        }

        @Override
        public void visitCode() {
            super.visitCode();
            if (!operation.scope().isAfter()) call(mv, operation, place);
        }

        @Override
        public void visitInsn(int opcode) {
            if (operation.scope().isAfter() && opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
                if (opcode == Opcodes.ARETURN) super.visitInsn(Opcodes.DUP);
                call(mv, operation, place);
            }
            super.visitInsn(opcode);
        }
    }

    /** The guard's method in the place of what was there. */
    private static final class Body extends MethodVisitor {
        private final MethodVisitor next;
        private final Operation operation;
        private final Operand.Place place;

        private Body(MethodVisitor next, Operation operation, Operand.Place place) {
            super(Opcodes.ASM9);
            this.next = next;
            this.operation = operation;
            this.place = place;
        }

        @Override
        public AnnotationVisitor visitAnnotation(String descriptor, boolean visible) {
            return next.visitAnnotation(descriptor, visible);
        }

        @Override
        public void visitEnd() {
            next.visitCode();
            call(next, operation, place);
            next.visitInsn(Type.getReturnType(place.descriptor()).getOpcode(Opcodes.IRETURN));
            next.visitMaxs(0, 0);
            next.visitEnd();
        }
    }
}
