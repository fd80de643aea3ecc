package dev.pergola.vetting.internal.linkage;

import dev.pergola.vetting.internal.code.ClassShape;
import dev.pergola.vetting.internal.code.MemberRef;
import dev.pergola.vetting.internal.code.Names;
import dev.pergola.vetting.internal.linkage.Scope.Found;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;

/** Looks for members as the JVM does when it links (JVMS 5.4.3). */
final class Resolver {
    /** Methods of these take whatever they are called with. */
    private static final Set<String> POLYMORPHIC =
            Set.of("java/lang/invoke/MethodHandle", "java/lang/invoke/VarHandle");

    private Resolver() {}

    /**
     * Why a member would not link, in words between its name and where it is looked for; empty where it would, or where
     * that cannot be said.
     */
    static Optional<String> problem(Found owner, MemberRef member) {
        if (POLYMORPHIC.contains(member.owner())) return Optional.empty();
        if (member.isMethod() && member.ownerIsInterface() != owner.shape().isInterface()) {
            return Optional.of(owner.shape().isInterface() ? "is an interface" : "is no interface");
        }
        Search search = new Search(member);
        search.in(owner);
        if (search.hits.isEmpty()) {
            return search.incomplete ? Optional.empty() : Optional.of("is not");
        }
        Hit hit = search.hits.get(0);
        boolean isStatic = (hit.access & Opcodes.ACC_STATIC) != 0;
        boolean special = member.name().equals("<init>");
        if (!special && isStatic != member.isStatic()) {
            return Optional.of(isStatic ? "is static" : "is not static");
        }
        if (hidden(hit, owner)) return Optional.of("is not public");
        return Optional.empty();
    }

    /** Whether the members of a class of another bundle are out of reach. */
    static boolean isHidden(Found type) {
        return !type.provider().isEmpty() && (type.shape().access() & Opcodes.ACC_PUBLIC) == 0;
    }

    private static boolean hidden(Hit hit, Found owner) {
        if (owner.provider().isEmpty() || hit.provider.isEmpty()) return false;
        return (hit.access & (Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED)) == 0;
    }

    private record Hit(int access, String provider) {}

    private static final class Search {
        private final MemberRef member;
        private final Set<String> seen = new HashSet<>();
        private final List<Hit> hits = new ArrayList<>();
        private boolean incomplete;

        Search(MemberRef member) {
            this.member = member;
        }

        /** Classes first, from the bottom up, then the interfaces of all of them. */
        void in(Found start) {
            List<Found> interfaces = new ArrayList<>();
            Optional<Found> next = Optional.of(start);
            while (next.isPresent()
                    && hits.isEmpty()
                    && seen.add(next.get().shape().name())) {
                Found type = next.get();
                take(type);
                interfaces.add(type);
                next = above(type, type.shape().superName());
            }
            // A constructor is not inherited.
            if (member.name().equals("<init>") && !hits.isEmpty() && seen.size() > 1) hits.clear();
            for (int i = 0; hits.isEmpty() && i < interfaces.size(); i++) {
                for (String name : interfaces.get(i).shape().interfaces()) {
                    above(interfaces.get(i), name).filter(f -> seen.add(name)).ifPresent(found -> {
                        take(found);
                        interfaces.add(found);
                    });
                }
            }
        }

        private void take(Found type) {
            ClassShape shape = type.shape();
            String key = member.name() + member.descriptor();
            java.util.Map<String, Integer> members = member.isMethod() ? shape.methods() : shape.fields();
            if (members.containsKey(key)) hits.add(new Hit(members.getOrDefault(key, 0), type.provider()));
        }

        private Optional<Found> above(Found type, String name) {
            if (name.isEmpty()) return Optional.empty();
            Optional<Found> found = type.scope().find(name);
            if (found.isEmpty()) incomplete = true;
            return found;
        }
    }

    /** A member as people write it. */
    static String name(MemberRef member) {
        String owner = Names.type(member.owner());
        if (!member.isMethod()) return owner + "." + member.name();
        if (member.name().equals("<init>")) {
            String simple = owner.substring(owner.lastIndexOf('.') + 1);
            return owner + "." + Names.method(simple, member.descriptor());
        }
        return member.toString();
    }
}
