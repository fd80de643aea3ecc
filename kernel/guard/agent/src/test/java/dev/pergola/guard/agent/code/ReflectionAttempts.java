package dev.pergola.guard.agent.code;

import java.beans.Beans;
import java.beans.EventHandler;
import java.beans.XMLDecoder;
import java.io.ByteArrayInputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.AccessibleObject;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Set;
import java.util.function.Supplier;

/** Members, classes and loaders that belong to others; native code. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class ReflectionAttempts {
    private ReflectionAttempts() {}

    static void add(Attempts to) {
        members(to);
        loaders(to);
        handles(to);
        foreign(to);
    }

    private static void members(Attempts to) {
        Class<?> host = dev.pergola.guard.agent.Host.class;
        to.add("Class.getDeclaredField", () -> host.getDeclaredField("secret"));
        to.add("Class.getDeclaredFields", host::getDeclaredFields);
        to.add("Class.getDeclaredMethod", () -> host.getDeclaredMethod("secret"));
        to.add("Class.getDeclaredMethods", host::getDeclaredMethods);
        to.add("Class.getDeclaredConstructor", host::getDeclaredConstructor);
        to.add("Class.getDeclaredConstructors", host::getDeclaredConstructors);
        to.add("Class.getDeclaredClasses", host::getDeclaredClasses);
        to.add("Class.getProtectionDomain", host::getProtectionDomain);
        to.add(
                "Field.setAccessible",
                () -> dev.pergola.guard.agent.Host.members().field().setAccessible(true));
        to.add(
                "Method.setAccessible",
                () -> dev.pergola.guard.agent.Host.members().method().setAccessible(true));
        to.add(
                "Constructor.setAccessible",
                () -> dev.pergola.guard.agent.Host.members().constructor().setAccessible(true));
        to.add(
                "AccessibleObject.trySetAccessible",
                () -> dev.pergola.guard.agent.Host.members().field().trySetAccessible());
        to.add(
                "AccessibleObject.setAccessible of several",
                () -> AccessibleObject.setAccessible(
                        new AccessibleObject[] {
                            dev.pergola.guard.agent.Host.members().field()
                        },
                        true));
        to.add(
                "Field.setAccessible by reflection",
                () -> invoke(
                        Field.class.getMethod("setAccessible", boolean.class),
                        dev.pergola.guard.agent.Host.members().field(),
                        true));
        to.add("MethodHandles.privateLookupIn", () -> MethodHandles.privateLookupIn(host, MethodHandles.lookup()));
        to.add("Unsafe", () -> {
            Field unsafe = Class.forName("sun.misc.Unsafe").getDeclaredField("theUnsafe");
            unsafe.setAccessible(true);
        });
    }

    private static void loaders(Attempts to) {
        Class<?> host = dev.pergola.guard.agent.Host.class;
        to.add("new URLClassLoader", () -> new URLClassLoader(new URL[0]).close());
        to.add("new ClassLoader", () -> new ClassLoader() {});
        to.add("Class.getClassLoader", host::getClassLoader);
        to.add("Module.getClassLoader", () -> host.getModule().getClassLoader());
        to.add(
                "Class.forName of a module of the JDK",
                () -> Class.forName(
                        ModuleLayer.boot().findModule("jdk.unsupported").orElseThrow(), "sun.misc.Unsafe"));
        to.add("ClassLoader.getSystemClassLoader", ClassLoader::getSystemClassLoader);
        to.add(
                "ClassLoader.getParent",
                () -> ReflectionAttempts.class.getClassLoader().getParent());
        to.add("Thread.getContextClassLoader", () -> Thread.currentThread().getContextClassLoader());
        to.add("ClassLoader.getSystemResource", () -> ClassLoader.getSystemResource("x"));
        to.add("ClassLoader.getSystemResourceAsStream", () -> ClassLoader.getSystemResourceAsStream("x"));
        to.add("Class.forName of a module", () -> Class.forName(host.getModule(), host.getName()));
        to.add("Module.getResourceAsStream", () -> host.getModule().getResourceAsStream("x"));
        to.add("StackWalker with classes", () -> StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE));
        to.add(
                "StackWalker with a set",
                () -> StackWalker.getInstance(Set.of(StackWalker.Option.RETAIN_CLASS_REFERENCE)));
        to.add(
                "Lookup.findClass",
                () -> MethodHandles.publicLookup().in(host).findClass("dev.pergola.guard.agent.Child"));
        to.add(
                "MethodType.fromMethodDescriptorString",
                () -> MethodType.fromMethodDescriptorString("()Ldev/pergola/guard/agent/Host;", null));
        to.add(
                "ModuleLayer.defineModulesWithOneLoader",
                () -> ModuleLayer.boot()
                        .defineModulesWithOneLoader(
                                ModuleLayer.boot()
                                        .configuration()
                                        .resolve(
                                                java.lang.module.ModuleFinder.of(),
                                                java.lang.module.ModuleFinder.of(),
                                                Set.of()),
                                null));
    }

    private static void handles(Attempts to) {
        to.add("MethodHandleProxies.asInterfaceInstance", () -> {
            MethodHandle handle = MethodHandles.lookup()
                    .findStatic(System.class, "lineSeparator", MethodType.methodType(String.class));
            MethodHandleProxies.asInterfaceInstance(Supplier.class, handle.asType(MethodType.methodType(Object.class)));
        });
        to.add("EventHandler.create", () -> EventHandler.create(Runnable.class, new Object(), "hashCode"));
        to.add("new EventHandler", () -> new EventHandler(new Object(), "hashCode", null, null));
        to.add("Beans.instantiate", () -> Beans.instantiate(null, "java.lang.Object"));
        to.add("new XMLDecoder", () -> new XMLDecoder(new ByteArrayInputStream(new byte[0])).close());
        to.add(
                "java.beans.Expression of a property",
                () -> new java.beans.Expression(System.class, "getProperty", new Object[] {"user.home"}).getValue());
    }

    private static void foreign(Attempts to) {
        to.add("Linker.downcallHandle", () -> {
            Class<?> linker = Class.forName("java.lang.foreign.Linker");
            Class<?> descriptor = Class.forName("java.lang.foreign.FunctionDescriptor");
            Class<?> layout = Class.forName("[Ljava.lang.foreign.MemoryLayout;");
            Class<?> options = Class.forName("[Ljava.lang.foreign.Linker$Option;");
            Object none = java.lang.reflect.Array.newInstance(layout.getComponentType(), 0);
            Object nothing = descriptor.getMethod("ofVoid", layout).invoke(null, none);
            Object noOptions = java.lang.reflect.Array.newInstance(options.getComponentType(), 0);
            invoke(
                    linker.getMethod("downcallHandle", descriptor, options),
                    linker.getMethod("nativeLinker").invoke(null),
                    nothing,
                    noOptions);
        });
        to.add("MemorySegment.reinterpret", () -> {
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            Object nowhere = segment.getMethod("ofAddress", long.class).invoke(null, 0L);
            invoke(segment.getMethod("reinterpret", long.class), nowhere, 8L);
        });
        to.addFailing("SymbolLookup.libraryLookup", IllegalArgumentException.class, () -> {
            Class<?> lookup = Class.forName("java.lang.foreign.SymbolLookup");
            Class<?> arena = Class.forName("java.lang.foreign.Arena");
            invoke(
                    lookup.getMethod("libraryLookup", String.class, arena),
                    null,
                    "nonexistent-pergola.so",
                    arena.getMethod("global").invoke(null));
        });
    }

    static Object invoke(Method method, Object on, Object... arguments) throws Throwable {
        try {
            return method.invoke(on, arguments);
        } catch (InvocationTargetException failed) {
            throw failed.getCause();
        }
    }
}
