package dev.pergola.guard.agent;

import java.util.List;
import org.objectweb.asm.Type;

/**
 * A row of the table: a method of the JDK, and what is asked there.
 *
 * @param line where it is in the table
 * @param scope what is asked, and when
 * @param module the module of the method
 * @param type the class of the method
 * @param signature the method, with the simple names of the types of its parameters
 * @param check the method of the guard that is called
 * @param operands what it is given
 */
record Operation(
        int line, Scope scope, String module, String type, String signature, Check check, List<Operand> operands) {

    /** Who is asked about, and at what moment. */
    enum Scope {
        /** Everyone on the stack, before the method does anything. */
        ALL,
        /** Where untrusted code itself calls the method: everyone on the stack, before the method does anything. */
        DIRECT,
        /** As {@link #ALL}, when the method is done. */
        ALL_AFTER,
        /** As {@link #DIRECT}, when the method is done. */
        DIRECT_AFTER,
        /** The guard's method takes the place of the JDK's. */
        INSTEAD;

        boolean isAfter() {
            return this == ALL_AFTER || this == DIRECT_AFTER;
        }

        boolean isDirect() {
            return this == DIRECT || this == DIRECT_AFTER;
        }
    }

    /** Such as {@code java.io.FileInputStream.open}. */
    String name() {
        String method = signature.substring(0, signature.indexOf('('));
        return type + '.' + (method.equals("<init>") ? "new" : method);
    }

    String where() {
        return "row " + line + ", " + type + '#' + signature;
    }

    /** How the table writes a method that a class file describes. */
    static String signature(String method, String descriptor) {
        StringBuilder text = new StringBuilder(method).append('(');
        String separator = "";
        for (Type parameter : Type.getArgumentTypes(descriptor)) {
            String name = parameter.getClassName();
            text.append(separator).append(name.substring(Math.max(name.lastIndexOf('.'), name.lastIndexOf('$')) + 1));
            separator = ",";
        }
        return text.append(')').toString();
    }
}
