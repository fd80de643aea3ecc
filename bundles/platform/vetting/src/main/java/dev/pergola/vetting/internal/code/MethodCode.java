package dev.pergola.vetting.internal.code;

import java.util.List;
import org.objectweb.asm.Opcodes;

/** A method and what it refers to. One that has the same content as another is still another one. */
public final class MethodCode {
    private final String name;
    private final String descriptor;
    private final int access;
    private final List<MemberRef> members;
    private final List<TypeRef> types;
    private final List<Text> texts;
    private final Shape shape;

    /**
     * What its code is like.
     *
     * @param instructions number of instructions
     * @param expectsMissing whether it handles classes that are not there: it catches what linking throws
     * @param firstLine line of its first instruction, 0 where it is not known
     * @param returnsTrue whether all it does is to return {@code true}
     */
    public record Shape(int instructions, boolean expectsMissing, int firstLine, boolean returnsTrue) {}

    MethodCode(
            String name,
            String descriptor,
            int access,
            List<MemberRef> members,
            List<TypeRef> types,
            List<Text> texts,
            Shape shape) {
        this.name = name;
        this.descriptor = descriptor;
        this.access = access;
        this.members = List.copyOf(members);
        this.types = List.copyOf(types);
        this.texts = List.copyOf(texts);
        this.shape = shape;
    }

    /** Name. */
    public String name() {
        return name;
    }

    /** Descriptor. */
    public String descriptor() {
        return descriptor;
    }

    /** Access flags of the class file. */
    public int access() {
        return access;
    }

    /** Name and descriptor. */
    public String signature() {
        return name + descriptor;
    }

    /** The methods and fields it uses. */
    public List<MemberRef> members() {
        return members;
    }

    /** The classes it names otherwise. */
    public List<TypeRef> types() {
        return types;
    }

    /** The texts in it. */
    public List<Text> texts() {
        return texts;
    }

    /** What its code is like. */
    public Shape shape() {
        return shape;
    }

    /** Whether one of these flags is set. */
    public boolean is(int flags) {
        return (access & flags) != 0;
    }

    /** Whether other classes can override or call it. */
    public boolean isPrivate() {
        return is(Opcodes.ACC_PRIVATE);
    }

    /** Whether it needs no instance. */
    public boolean isStatic() {
        return is(Opcodes.ACC_STATIC);
    }

    @Override
    public String toString() {
        return Names.method(name, descriptor);
    }
}
