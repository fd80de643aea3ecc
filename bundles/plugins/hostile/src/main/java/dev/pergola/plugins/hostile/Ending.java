package dev.pergola.plugins.hostile;

import java.lang.reflect.Field;

/** Ends the process that it runs in, and all that others do there. */
final class Ending {
    private Ending() {}

    /** Writes to an address that nobody has. */
    static Object crash(Order order) throws ReflectiveOperationException {
        // By its name, since the bundle imports nothing that it would find it in.
        Class<?> type = ClassLoader.getSystemClassLoader().loadClass("sun.misc.Unsafe");
        Field field = type.getDeclaredField("theUnsafe");
        field.setAccessible(true);
        Object unsafe = field.get(null);
        type.getMethod("putAddress", long.class, long.class).invoke(unsafe, 0L, 0L);
        return "survived";
    }

    static Object halt(Order order) {
        Runtime.getRuntime().halt(41);
        return "survived";
    }

    static Object exit(Order order) {
        System.exit(42);
        return "survived";
    }
}
