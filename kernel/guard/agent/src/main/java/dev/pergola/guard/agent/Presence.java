package dev.pergola.guard.agent;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Looks for what the table names in classes that are not loaded yet, so that a row which does not fit this JDK ends the
 * start, and not some later day. A module that does not run here may be missing, with all that is in it.
 */
final class Presence {
    private Presence() {}

    static List<String> problems(Table table, Transformer transformer) {
        List<String> problems = new ArrayList<>();
        for (Map.Entry<String, List<Operation>> entry : table.byClass().entrySet()) {
            if (transformer.hasDone(entry.getKey())) continue;
            List<Operation> operations = entry.getValue();
            ModuleLayer.boot()
                    .findModule(operations.get(0).module())
                    .ifPresent(module -> problems.addAll(missing(module, entry.getKey(), operations)));
        }
        return problems;
    }

    private static List<String> missing(Module module, String type, List<Operation> operations) {
        try (InputStream in = module.getResourceAsStream(type.replace('.', '/') + ".class")) {
            if (in == null) return List.of(operations.get(0).where() + ": the class is not there");
            Set<String> methods = methods(in.readAllBytes());
            return operations.stream()
                    .filter(operation -> !methods.contains(operation.signature()))
                    .map(operation -> operation.where() + " is not there")
                    .toList();
        } catch (IOException unreadable) {
            return List.of(operations.get(0).where() + ": " + unreadable);
        }
    }

    private static Set<String> methods(byte[] code) {
        Set<String> methods = new HashSet<>();
        ClassVisitor visitor = new ClassVisitor(Opcodes.ASM9) {
            @Override
            public @Nullable MethodVisitor visitMethod(
                    int access,
                    String name,
                    String descriptor,
                    @Nullable String signature,
                    String @Nullable [] thrown) {
                if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_BRIDGE)) == 0)
                    methods.add(Operation.signature(name, descriptor));
                return null;
            }
        };
        new ClassReader(code).accept(visitor, ClassReader.SKIP_CODE | ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return methods;
    }
}
