package dev.pergola.vetting.internal.code;

import org.objectweb.asm.Type;

/**
 * A place in the code where a method is called or a field is used, directly or through a method handle.
 *
 * @param kind how
 * @param owner internal name of the class that the code names, which may inherit the member
 * @param name name
 * @param descriptor descriptor
 * @param ownerIsInterface whether the code takes the owner for an interface
 * @param line line in the source, 0 where it is not known
 * @param constant the text that was pushed just before, such as the argument of {@code Class.forName}; else empty
 */
public record MemberRef(
        Kind kind, String owner, String name, String descriptor, boolean ownerIsInterface, int line, String constant) {
    /** How a member is used. */
    public enum Kind {
        /** Call of an instance method. */
        CALL,
        /** Call of a constructor, a private method or a method of the superclass. */
        SPECIAL,
        /** Call of a static method. */
        STATIC,
        /** Use of an instance field. */
        FIELD,
        /** Use of a static field. */
        STATIC_FIELD
    }

    /** Whether it is a method. */
    public boolean isMethod() {
        return kind != Kind.FIELD && kind != Kind.STATIC_FIELD;
    }

    /** Whether the member has to be static. */
    public boolean isStatic() {
        return kind == Kind.STATIC || kind == Kind.STATIC_FIELD;
    }

    /** Name and descriptor. */
    public String signature() {
        return name + descriptor;
    }

    @Override
    public String toString() {
        return Names.type(owner) + "." + (isMethod() ? Names.method(name, descriptor) : name);
    }

    /** Internal name of what a method returns or a field holds; empty for a primitive or an array of them. */
    public String yields() {
        return Names.element(isMethod() ? Type.getReturnType(descriptor) : Type.getType(descriptor));
    }
}
