package dev.pergola.vetting.internal.code;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Type;

/** Names of the class file format, as people write them. */
public final class Names {
    private Names() {}

    /** {@code com/acme/Foo} as {@code com.acme.Foo}. */
    public static String type(String internalName) {
        return internalName.replace('/', '.');
    }

    /** {@code com/acme} of {@code com/acme/Foo}, with dots; empty for the unnamed package. */
    public static String packageOf(String internalName) {
        int slash = internalName.lastIndexOf('/');
        return slash < 0 ? "" : type(internalName.substring(0, slash));
    }

    /** A method with the types of its parameters, packages left out: {@code run(String, int)}. */
    public static String method(String name, String descriptor) {
        List<String> parameters = new ArrayList<>();
        for (Type type : Type.getArgumentTypes(descriptor)) parameters.add(simple(type.getClassName()));
        return name + "(" + String.join(", ", parameters) + ")";
    }

    /** Internal name of a class, or of what an array has in the end; empty for a primitive. */
    static String element(Type type) {
        Type element = type.getSort() == Type.ARRAY ? type.getElementType() : type;
        return element.getSort() == Type.OBJECT ? element.getInternalName() : "";
    }

    /** The same for the name in a class file, which is a descriptor where it is an array. */
    static String element(String internalName) {
        return internalName.startsWith("[") ? element(Type.getType(internalName)) : internalName;
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /** Whether a text is a descriptor of a field or a method (JVMS 4.3). */
    static boolean isDescriptor(String text) {
        if (!text.startsWith("(")) return typeEnd(text, 0) == text.length();
        int at = 1;
        while (at > 0 && at < text.length() && text.charAt(at) != ')') at = typeEnd(text, at);
        if (at <= 0 || at >= text.length()) return false;
        return text.substring(at + 1).equals("V") || typeEnd(text, at + 1) == text.length();
    }

    /** Where the type that begins there ends; -1 where there is none. */
    private static int typeEnd(String text, int start) {
        int at = start;
        while (at < text.length() && text.charAt(at) == '[') at++;
        if (at >= text.length() || at - start > 255) return -1;
        if (text.charAt(at) != 'L') return "BCDFIJSZ".indexOf(text.charAt(at)) < 0 ? -1 : at + 1;
        int end = text.indexOf(';', at);
        return end <= at + 1 ? -1 : end + 1;
    }
}
