package dev.pergola.vetting.internal.code;

import dev.pergola.vetting.internal.code.MemberRef.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Collects what the code of one method refers to. */
final class MethodCollector extends MethodVisitor {
    /**
     * What handlers catch that expect that a class may not be there. Not Throwable: the compiler makes handlers for it,
     * as for every try with resources.
     */
    private static final Set<String> MISSING = Set.of(
            "java/lang/NoClassDefFoundError",
            "java/lang/ClassNotFoundException",
            "java/lang/LinkageError",
            "java/lang/IncompatibleClassChangeError",
            "java/lang/NoSuchMethodError",
            "java/lang/NoSuchFieldError");

    private static final int MAX_NESTED_CONSTANTS = 16;

    private final String name;
    private final String descriptor;
    private final int access;
    private final Pool pool;
    private final Consumer<MethodCode> done;
    private final Consumer<String> variable;
    private final Set<MemberRef> members = new LinkedHashSet<>();
    private final Set<TypeRef> types = new LinkedHashSet<>();
    private final List<Text> texts = new ArrayList<>();
    private boolean expectsMissing;
    private int instructions;
    private int line;
    private int firstLine;
    private boolean startsWithTrue;
    private boolean returnsTrue;
    /** The text that the instruction before this one has pushed, or nothing. */
    private String pushed = "";

    /**
     * Keeps one copy of each name, and checks what is a descriptor.
     *
     * @param names for names
     * @param descriptors for descriptors
     */
    record Pool(UnaryOperator<String> names, UnaryOperator<String> descriptors) {
        String name(String text) {
            return names.apply(text);
        }

        String descriptor(String text) {
            return descriptors.apply(text);
        }
    }

    MethodCollector(
            String name,
            String descriptor,
            int access,
            Pool pool,
            Consumer<MethodCode> done,
            Consumer<String> variable) {
        super(Opcodes.ASM9);
        this.name = name;
        this.descriptor = descriptor;
        this.access = access;
        this.pool = pool;
        this.done = done;
        this.variable = variable;
    }

    @Override
    public void visitLineNumber(int number, Label start) {
        line = number;
        if (firstLine == 0) firstLine = number;
    }

    @Override
    public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
        if (type == null) return;
        type(type, false, false);
        if (MISSING.contains(type)) expectsMissing = true;
    }

    @Override
    public void visitInsn(int opcode) {
        if (instructions == 0) startsWithTrue = opcode == Opcodes.ICONST_1;
        if (instructions == 1) returnsTrue = startsWithTrue && opcode == Opcodes.IRETURN;
        instruction();
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        instruction();
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        instruction();
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        instruction();
        type(type, opcode == Opcodes.NEW, false);
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String field, String type) {
        boolean isStatic = opcode == Opcodes.GETSTATIC || opcode == Opcodes.PUTSTATIC;
        member(isStatic ? Kind.STATIC_FIELD : Kind.FIELD, owner, field, type, false);
        instruction();
    }

    @Override
    public void visitMethodInsn(int opcode, String owner, String method, String type, boolean isInterface) {
        Kind kind = switch (opcode) {
            case Opcodes.INVOKESTATIC -> Kind.STATIC;
            case Opcodes.INVOKESPECIAL -> Kind.SPECIAL;
            default -> Kind.CALL;
        };
        member(kind, owner, method, type, isInterface);
        instruction();
    }

    @Override
    public void visitInvokeDynamicInsn(String method, String type, Handle bootstrap, Object... arguments) {
        instruction();
        handle(bootstrap);
        // The strings of "a" + b are in the arguments, with \1 where the values go.
        for (Object argument : arguments) constant(argument, 0);
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
        instruction();
    }

    @Override
    public void visitLdcInsn(Object value) {
        instruction();
        constant(value, 0);
        if (value instanceof String text) pushed = text;
    }

    @Override
    public void visitIincInsn(int variable, int increment) {
        instruction();
    }

    @Override
    public void visitTableSwitchInsn(int min, int max, Label otherwise, Label... labels) {
        instruction();
    }

    @Override
    public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] labels) {
        instruction();
    }

    @Override
    public void visitMultiANewArrayInsn(String type, int dimensions) {
        instruction();
        type(type, false, false);
    }

    @Override
    public void visitLocalVariable(
            String local, String type, @Nullable String signature, Label start, Label end, int index) {
        variable.accept(local);
    }

    @Override
    public void visitEnd() {
        done.accept(new MethodCode(
                name,
                descriptor,
                access,
                List.copyOf(members),
                List.copyOf(types),
                texts,
                new MethodCode.Shape(instructions, expectsMissing, firstLine, returnsTrue && instructions == 2)));
    }

    private void instruction() {
        instructions++;
        pushed = "";
    }

    private void constant(Object value, int depth) {
        if (depth > MAX_NESTED_CONSTANTS) return;
        if (value instanceof String text) {
            texts.add(new Text(text, line));
        } else if (value instanceof Type type) {
            if (type.getSort() != Type.METHOD) {
                String element = Names.element(type);
                if (!element.isEmpty()) type(element, true, true);
            }
        } else if (value instanceof Handle handle) {
            handle(handle);
        } else if (value instanceof ConstantDynamic dynamic) {
            handle(dynamic.getBootstrapMethod());
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                constant(dynamic.getBootstrapMethodArgument(i), depth + 1);
            }
        }
    }

    private void handle(Handle handle) {
        Kind kind = switch (handle.getTag()) {
            case Opcodes.H_GETFIELD, Opcodes.H_PUTFIELD -> Kind.FIELD;
            case Opcodes.H_GETSTATIC, Opcodes.H_PUTSTATIC -> Kind.STATIC_FIELD;
            case Opcodes.H_INVOKESTATIC -> Kind.STATIC;
            case Opcodes.H_INVOKESPECIAL, Opcodes.H_NEWINVOKESPECIAL -> Kind.SPECIAL;
            default -> Kind.CALL;
        };
        if (handle.getTag() == Opcodes.H_NEWINVOKESPECIAL) type(handle.getOwner(), true, false);
        member(kind, handle.getOwner(), handle.getName(), handle.getDesc(), handle.isInterface());
    }

    private void member(Kind kind, String owner, String member, String type, boolean isInterface) {
        if (owner.startsWith("[")) {
            type(owner, false, false);
            return;
        }
        members.add(new MemberRef(
                kind, pool.name(owner), pool.name(member), pool.descriptor(type), isInterface, line, pushed));
    }

    private void type(String type, boolean makes, boolean literal) {
        String element = Names.element(type);
        if (!element.isEmpty()) types.add(new TypeRef(pool.name(element), line, makes, literal));
    }
}
