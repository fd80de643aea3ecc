package dev.pergola.guard.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * What a check is given: {@code $0} is the object itself, {@code $1} the first argument, {@code $result} what the method
 * gives; {@code .field:type} or {@code .method():type} leads on from there; {@code 'text'}, {@code true} and {@code null} are
 * themselves. A field that the class of the method declares needs no type.
 */
sealed interface Operand {
    Pattern STEP = Pattern.compile("(\\w[\\w$]*)(\\(\\))?(?::([\\w$/]+))?");
    Pattern VALUE = Pattern.compile("\\$(\\d|result)((?:\\.[^.]+)*)");

    /** A method that is being changed: what its class declares matters to its operands. */
    record Place(String owner, boolean isStatic, String descriptor, Map<String, String> fields) {
        Type[] parameters() {
            return Type.getArgumentTypes(descriptor);
        }
    }

    /** Pushes the value, and says of what type it is. */
    Type push(MethodVisitor code, Place place);

    static Operand parse(String text) {
        if (text.equals("true")) return new Flag();
        if (text.equals("null")) return new Nothing();
        if (text.startsWith("'") && text.endsWith("'")) return new Text(text.substring(1, text.length() - 1));
        Matcher value = VALUE.matcher(text);
        if (!value.matches()) throw new IllegalArgumentException("not an operand: " + text);
        List<Step> steps = new ArrayList<>();
        for (String part : value.group(2).split("\\.", -1)) {
            if (part.isEmpty()) continue;
            Matcher step = STEP.matcher(part);
            if (!step.matches()) throw new IllegalArgumentException("not an operand: " + text);
            steps.add(new Step(step.group(1), step.group(2) != null, step.group(3) == null ? "" : step.group(3)));
        }
        return new Value(value.group(1).equals("result") ? -1 : Integer.parseInt(value.group(1)), List.copyOf(steps));
    }

    /** A constant. */
    record Text(String text) implements Operand {
        @Override
        public Type push(MethodVisitor code, Place place) {
            code.visitLdcInsn(text);
            return Type.getType(String.class);
        }
    }

    /** What is always so. */
    record Flag() implements Operand {
        @Override
        public Type push(MethodVisitor code, Place place) {
            code.visitInsn(Opcodes.ICONST_1);
            return Type.BOOLEAN_TYPE;
        }
    }

    /** Nothing. */
    record Nothing() implements Operand {
        @Override
        public Type push(MethodVisitor code, Place place) {
            code.visitInsn(Opcodes.ACONST_NULL);
            return Type.getType(Object.class);
        }
    }

    /** To a field, or to what a method gives. */
    record Step(String name, boolean isMethod, String type) {}

    /** @param index of the argument, 0 for the object itself, -1 for the result, which is on the stack already */
    record Value(int index, List<Step> steps) implements Operand {
        @Override
        public Type push(MethodVisitor code, Place place) {
            Type type = start(code, place);
            for (Step step : steps) type = follow(code, place, type, step);
            return type;
        }

        private Type start(MethodVisitor code, Place place) {
            if (index < 0) return Type.getReturnType(place.descriptor());
            if (index == 0) {
                if (place.isStatic()) throw new IllegalArgumentException("a static method has no $0");
                code.visitVarInsn(Opcodes.ALOAD, 0);
                return Type.getObjectType(place.owner());
            }
            Type[] parameters = place.parameters();
            if (index > parameters.length) throw new IllegalArgumentException("there is no argument " + index);
            int slot = place.isStatic() ? 0 : 1;
            for (int i = 0; i < index - 1; i++) slot += parameters[i].getSize();
            Type type = parameters[index - 1];
            code.visitVarInsn(type.getOpcode(Opcodes.ILOAD), slot);
            return type;
        }

        private static Type follow(MethodVisitor code, Place place, Type owner, Step step) {
            Type type = step.type().isEmpty() ? declared(place, owner, step) : named(step.type());
            if (step.isMethod()) {
                code.visitMethodInsn(
                        Opcodes.INVOKEVIRTUAL,
                        owner.getInternalName(),
                        step.name(),
                        "()" + type.getDescriptor(),
                        false);
            } else {
                code.visitFieldInsn(Opcodes.GETFIELD, owner.getInternalName(), step.name(), type.getDescriptor());
            }
            return type;
        }

        private static Type declared(Place place, Type owner, Step step) {
            String descriptor = owner.getInternalName().equals(place.owner())
                    ? place.fields().get(step.name())
                    : null;
            if (descriptor == null) throw new IllegalArgumentException("there is no field " + step.name());
            return Type.getType(descriptor);
        }

        private static Type named(String name) {
            return switch (name) {
                case "boolean" -> Type.BOOLEAN_TYPE;
                case "int" -> Type.INT_TYPE;
                default -> Type.getObjectType(name);
            };
        }
    }
}
