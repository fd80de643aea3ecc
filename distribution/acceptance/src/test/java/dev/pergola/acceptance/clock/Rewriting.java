package dev.pergola.acceptance.clock;

import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** What is written into classes. No method comes to need more of the stack, or other frames. */
final class Rewriting {
    private static final String INSTANT = "java/time/Instant";

    private Rewriting() {}

    /** {@code java.time.Clock}, by which every clock of the system goes: what it finds out is shifted before it is told. */
    static byte[] shifted(byte[] code) {
        boolean[] found = new boolean[1];
        byte[] changed = rewritten(code, (name, method) -> {
            if (!name.equals("currentInstant")) return method;
            found[0] = true;
            return new MethodVisitor(Opcodes.ASM9, method) {
                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.ARETURN) {
                        String type = "(L" + INSTANT + ";)L" + INSTANT + ";";
                        super.visitMethodInsn(
                                Opcodes.INVOKESTATIC, Offset.class.getName().replace('.', '/'), "added", type, false);
                    }
                    super.visitInsn(opcode);
                }
            };
        });
        if (!found[0]) throw new IllegalStateException("It has no method currentInstant");
        return changed;
    }

    /** Any other class: bundles see no class of ours, but all of them see {@code java.time}. */
    static byte[] askingTheClock(byte[] code) {
        return rewritten(code, (name, method) -> new MethodVisitor(Opcodes.ASM9, method) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (!owner.equals("java/lang/System") || !called.equals("currentTimeMillis")) {
                    super.visitMethodInsn(opcode, owner, called, type, isInterface);
                    return;
                }
                super.visitMethodInsn(Opcodes.INVOKESTATIC, INSTANT, "now", "()L" + INSTANT + ";", false);
                super.visitMethodInsn(Opcodes.INVOKEVIRTUAL, INSTANT, "toEpochMilli", "()J", false);
            }
        });
    }

    private interface Change {
        MethodVisitor of(String name, MethodVisitor method);
    }

    private static byte[] rewritten(byte[] code, Change change) {
        ClassReader reader = new ClassReader(code);
        ClassWriter writer = new ClassWriter(reader, 0);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access,
                            String name,
                            String descriptor,
                            @Nullable String signature,
                            String @Nullable [] thrown) {
                        return change.of(name, super.visitMethod(access, name, descriptor, signature, thrown));
                    }
                },
                0);
        return writer.toByteArray();
    }
}
