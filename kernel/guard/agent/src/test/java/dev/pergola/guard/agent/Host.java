package dev.pergola.guard.agent;

import java.io.File;
import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.concurrent.Callable;

/** The kernel's code, as the attempts see it. */
public final class Host {
    private static volatile int port;

    private final String secret = "";

    private Host() {}

    /** Its private field, method and constructor, given away. */
    public static Members members() throws ReflectiveOperationException {
        return new Members(
                Host.class.getDeclaredField("secret"),
                Host.class.getDeclaredMethod("secret"),
                Host.class.getDeclaredConstructor());
    }

    /** Members that are not public. */
    public record Members(Field field, Method method, Constructor<?> constructor) {}

    /** Something that reads, of which no frame is anyone's but the kernel's. */
    public static Callable<Boolean> reading(String file) {
        return () -> new File(file).exists();
    }

    /** Of the loopback address, where somebody answers. */
    public static int port() {
        return port;
    }

    static void listensAt(int open) {
        port = open;
    }

    private String secret() {
        return secret;
    }
}
