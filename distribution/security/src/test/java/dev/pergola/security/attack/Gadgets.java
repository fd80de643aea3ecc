package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;

/** Having Java do what one may not do oneself. */
final class Gadgets {
    private static final Need READ = Need.of("filesystem.read", "{outside}/**");

    private Gadgets() {}

    static List<Attack> all() {
        return List.of(
                never(
                        "gadget-handler",
                        "reads a file by a handler of Java's",
                        "the guard lets nobody have Java's handlers, as they act in nobody's name",
                        Gadgets::beanHandler),
                reading(
                        "gadget-expression",
                        "by an expression of Java's",
                        prey -> new java.beans.Expression(
                                        java.nio.file.Files.class, "readString", new Object[] {prey.secret()})
                                .getValue()),
                reading("method-handle", "by a method handle", Gadgets::handle),
                reading(
                        "reflected-read",
                        "by reflection",
                        prey -> Tries.callStatic(java.nio.file.Files.class, "readString", prey.secret())),
                reading(
                        "deserialized-read",
                        "while it is deserialized",
                        prey -> deserialized(new Reader(prey.secret().toString()))),
                reading(
                        "to-string",
                        "while Java puts it into words",
                        prey -> String.valueOf(new Object() {
                            @Override
                            public String toString() {
                                try {
                                    return Tries.readSecret(prey);
                                } catch (java.io.IOException e) {
                                    return "";
                                }
                            }
                        })));
    }

    private static Attack reading(String name, String how, Attack.Move move) {
        return allowedBy(READ, name, "reads a file " + how, move);
    }

    private static Object beanHandler(Prey prey) throws Exception {
        // No class of the plugin's own is between the thread that runs it and the method of Java.
        java.util.concurrent.Callable<?> work = java.beans.EventHandler.create(
                java.util.concurrent.Callable.class, prey.secret().toFile(), "canRead");
        String topic = prey.context().plugin().id() + "/gadget";
        return Tries.elsewhere(
                run -> {
                    prey.context().events().once(topic, event -> run.run());
                    prey.context().events().emit(topic, java.util.Map.of());
                },
                () -> work.call());
    }

    private static Object handle(Prey prey) throws Exception {
        MethodHandle read = MethodHandles.lookup()
                .findStatic(
                        java.nio.file.Files.class,
                        "readString",
                        MethodType.methodType(String.class, java.nio.file.Path.class));
        try {
            return read.invoke(prey.secret());
        } catch (Exception e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static Object deserialized(Object object) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            return in.readObject();
        }
    }

    private static final class Reader implements java.io.Serializable {
        private static final long serialVersionUID = 1L;

        private final String file;

        Reader(String file) {
            this.file = file;
        }

        private Object readResolve() throws java.io.ObjectStreamException {
            try {
                return java.nio.file.Files.readString(java.nio.file.Path.of(file));
            } catch (java.io.IOException e) {
                throw new java.io.InvalidObjectException(e.toString());
            }
        }
    }
}
