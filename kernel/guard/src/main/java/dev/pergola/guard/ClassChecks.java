package dev.pergola.guard;

import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Member;
import java.lang.reflect.ReflectPermission;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Of reflection, modules and class loaders: what is one's own needs no permission.
 * See {@link Checks} for what they have in common.
 */
public final class ClassChecks {
    /** Where the JDK's stack walker makes frames by reflection: to look who asks would be to ask again. */
    private static final Set<String> NEEDED_TO_WALK = Set.of("java.lang.ClassFrameInfo", "java.lang.StackFrameInfo");

    private ClassChecks() {}

    public static void accessible(@Nullable Object member, boolean wanted, boolean direct, String operation) {
        if (wanted && Enforcement.isActive())
            reflect(member instanceof Member ? ((Member) member).getDeclaringClass() : null, operation);
    }

    public static void accessibles(
            AccessibleObject @Nullable [] members, boolean wanted, boolean direct, String operation) {
        if (wanted && members != null && members.length > 0 && Enforcement.isActive()) reflect(null, operation);
    }

    public static void lookup(@Nullable Class<?> target, boolean direct, String operation) {
        if (Enforcement.isActive()) reflect(target, operation);
    }

    private static void reflect(@Nullable Class<?> target, String operation) {
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isOwn(walk.caller(), target)) return;
        Decisions.check(walk.domains(), new ReflectPermission("suppressAccessChecks"), operation);
    }

    /** Names and types of members that are not public. */
    public static void members(Class<?> type, boolean direct, String operation) {
        if (!NEEDED_TO_WALK.contains(type.getName())) ofClass(type, "accessDeclaredMembers", operation);
    }

    public static void domainOf(Class<?> type, boolean direct, String operation) {
        ofClass(type, "getProtectionDomain", operation);
    }

    private static void ofClass(Class<?> type, String name, String operation) {
        if (!Enforcement.isActive()) return;
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isOwn(walk.caller(), type)) return;
        Decisions.check(walk.domains(), new RuntimePermission(name), operation);
    }

    /** What a module gives access to, as classes and files that it can see. */
    public static void moduleSeen(@Nullable Module module, boolean direct, String operation) {
        if (module != null && Enforcement.isTrusted(module.getClassLoader()))
            Checks.runtime("getClassLoader", direct, operation);
    }

    public static void stackWalker(StackWalker.@Nullable Option option, boolean direct, String operation) {
        if (option == StackWalker.Option.RETAIN_CLASS_REFERENCE)
            Checks.runtime("getStackWalkerWithClassReference", direct, operation);
    }

    /** Where it is not of a class of their own, it may be used by all. */
    public static void ofJdk(Object shared, String name, boolean direct, String operation) {
        if (Enforcement.isActive() && Kind.of(shared.getClass()) != Kind.UNTRUSTED)
            Checks.runtime(name, direct, operation);
    }

    /** Whether the one that asks and what it asks for came from the same place. */
    private static boolean isOwn(@Nullable Class<?> caller, @Nullable Class<?> target) {
        return caller != null
                && target != null
                && !target.isArray()
                && caller.getClassLoader() == target.getClassLoader()
                && Kind.domain(caller) == Kind.domain(target);
    }

    /**
     * Of the loader that a method gives: by it, all that it loads could be reached. One's own needs no permission, nor what
     * one's own is made of, unless that were the kernel's, or Java's: which of Java's packages one sees is up to one's own.
     */
    public static void loader(@Nullable ClassLoader given, boolean direct, String operation) {
        if (given != null) loaderOf(given, operation);
    }

    /** Of a class that is looked for in a module. */
    public static void moduleLoader(@Nullable Module module, boolean direct, String operation) {
        if (module != null) loaderOf(module.getClassLoader(), operation);
    }

    private static void loaderOf(@Nullable ClassLoader loader, String operation) {
        if (!Enforcement.isActive()) return;
        Walk walk = Walk.direct();
        if (walk.domains().length == 0 || isWithin(walk.caller(), loader)) return;
        Decisions.check(walk.domains(), new RuntimePermission("getClassLoader"), operation);
    }

    private static boolean isWithin(@Nullable Class<?> caller, @Nullable ClassLoader wanted) {
        if (caller == null || wanted == null || Enforcement.isTrusted(wanted)) return false;
        if (wanted == ClassLoader.getPlatformClassLoader()) return false;
        for (ClassLoader each = caller.getClassLoader(); each != null; each = each.getParent())
            if (each == wanted) return true;
        return false;
    }

    /** Without a loader, the system's is meant. */
    public static void systemLoader(@Nullable ClassLoader asked, boolean direct, String operation) {
        if (asked == null) Checks.runtime("getClassLoader", direct, operation);
    }

    /** What a class gives access to, as classes that it can see. */
    public static void seenFrom(@Nullable Class<?> type, boolean direct, String operation) {
        if (type != null && Enforcement.isTrusted(type.getClassLoader()))
            Checks.runtime("getClassLoader", direct, operation);
    }

    /** Native code can do anything. The JDK's own modules have it enabled. */
    public static void nativeAccess(Module module, boolean direct, String operation) {
        ClassLoader loader = module.getClassLoader();
        if (loader == null || loader == ClassLoader.getPlatformClassLoader() || Enforcement.isTrusted(loader)) return;
        Checks.runtime("pergola.foreignFunctions", direct, operation);
    }
}
