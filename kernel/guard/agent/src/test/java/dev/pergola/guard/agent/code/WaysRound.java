package dev.pergola.guard.agent.code;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.AccessController;
import java.security.PrivilegedAction;
import java.util.AbstractSet;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Forbidden things by side doors. The code may do what it wants in {@code own}, in which the test has laid links to what
 * is not its own: {@code own/out} leads to the folder around it, {@code own/text} to a file there, {@code own/nothing}
 * to where no file is.
 */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue", "removal", "deprecation", "unused"})
final class WaysRound {
    private WaysRound() {}

    static void add(Attempts to) {
        links(to, to.folder());
        objects(to, to.folder());
        calls(to, to.folder());
        threads(to, to.folder());
    }

    private static void links(Attempts to, Path folder) {
        Path own = folder.resolve("own");
        to.add("reading through a link to a file", () -> Files.readString(own.resolve("text")));
        to.add("reading through a link to a folder", () -> Files.readString(own.resolve("out/text")));
        to.add("reading by ..", () -> new FileInputStream(own + "/../text").close());
        to.add("reading by .. behind a link", () -> Files.readString(Path.of(own + "/out/own/../text")));
        to.add("reading by .. behind what is not there", () -> new File(own + "/missing/../../text").exists());
        to.add("writing through a link to nothing", () -> new FileOutputStream(own + "/nothing").close());
        to.add("making a folder through a link", () -> Files.createDirectories(own.resolve("out/made-through")));
        to.add("deleting through a link", () -> Files.deleteIfExists(own.resolve("out/none")));
        to.add("linking to a file", () -> Files.createSymbolicLink(own.resolve("new-link"), Path.of("../text")));
        to.add("linking hard to a file", () -> Files.createLink(own.resolve("new-hard-link"), folder.resolve("text")));
        to.add("moving a file in", () -> {
            Files.move(folder.resolve("movable"), own.resolve("moved-in"));
            Files.move(own.resolve("moved-in"), folder.resolve("movable"));
        });
        to.add("moving what may be written to where it may be read", () -> {
            Files.move(folder.resolve("letterbox/text"), own.resolve("letter"));
            Files.move(own.resolve("letter"), folder.resolve("letterbox/text"));
        });
        to.add("renaming what may be written to where it may be read", () -> {
            folder.resolve("letterbox/text")
                    .toFile()
                    .renameTo(own.resolve("letter").toFile());
            own.resolve("letter")
                    .toFile()
                    .renameTo(folder.resolve("letterbox/text").toFile());
        });
        to.add("writing into an open folder that may be read", () -> openIn(folder, "shelf", "text"));
        to.add("reading by .. from an open folder", () -> openIn(folder, "shelf", "../letterbox/text"));
        to.add(
                "reading from an open folder by the path of another file",
                () -> openIn(folder, "own", folder.resolve("text").toString()));
        to.add("listing through a link", () -> own.resolve("out").toFile().list());
    }

    private static void openIn(Path folder, String name, String file) throws java.io.IOException {
        try (java.nio.file.DirectoryStream<Path> open = Files.newDirectoryStream(folder.resolve(name))) {
            ((java.nio.file.SecureDirectoryStream<Path>) open)
                    .newByteChannel(Path.of(file), java.util.Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE))
                    .close();
        }
    }

    private static void objects(Attempts to, Path folder) {
        Path own = folder.resolve("own");
        to.add(
                "a file that has two paths",
                () -> new FileInputStream(new TwoFaced(own + "/mine", folder + "/text")).close());
        to.add(
                "options that change",
                () -> Files.newByteChannel(
                                folder.resolve("text"), new Changing(StandardOpenOption.READ, StandardOpenOption.WRITE))
                        .close());
        to.add("a permission that acts when it is asked", () -> AccessController.checkPermission(new Acting()));
    }

    private static void calls(Attempts to, Path folder) {
        String text = folder.resolve("text").toString();
        to.add(
                "Method.invoke",
                () -> ReflectionAttempts.invoke(System.class.getMethod("getenv", String.class), null, "PATH"));
        to.add(
                "Constructor.newInstance",
                () -> FileInputStream.class
                        .getConstructor(String.class)
                        .newInstance(text)
                        .close());
        to.add("a method handle", () -> {
            String home = (String) MethodHandles.publicLookup()
                    .findStatic(System.class, "getenv", MethodType.methodType(String.class, String.class))
                    .invokeExact("PATH");
        });
        to.add(
                "a method reference in a stream",
                () -> Stream.of("user.home").map(System::getProperty).toList());
        to.add(
                "a method reference in a future",
                () -> CompletableFuture.supplyAsync(System::getenv).get());
        to.add(
                "doPrivileged",
                () -> AccessController.doPrivileged((PrivilegedAction<String>) System::lineSeparator)
                        .concat(AccessController.doPrivileged((PrivilegedAction<String>) () -> System.getenv("PATH"))));
        to.add(
                "doPrivileged by reflection",
                () -> ReflectionAttempts.invoke(
                        AccessController.class.getMethod("doPrivileged", PrivilegedAction.class),
                        null,
                        (PrivilegedAction<Boolean>) () -> new File(text).exists()));
        to.add(
                "a proxy",
                () -> ((Callable<?>) Proxy.newProxyInstance(
                                WaysRound.class.getClassLoader(),
                                new Class<?>[] {Callable.class},
                                (proxy, method, arguments) -> new File(text).exists()))
                        .call());
        to.add("a comparator in a sort", () -> {
            List.of("a", "b").stream()
                    .sorted((one, other) -> new File(text).exists() ? 1 : -1)
                    .toList();
        });
    }

    private static void threads(Attempts to, Path folder) {
        String text = folder.resolve("text").toString();
        to.add("a thread", () -> joined(task -> new Thread(task), () -> new File(text).exists()));
        to.add("a thread that runs the JDK alone", () -> {
            FutureTask<?> task = new FutureTask<>(dev.pergola.guard.agent.Host.reading(text));
            Thread thread = new Thread(task);
            thread.start();
            task.get();
        });
        to.add("a virtual thread", () -> joined(WaysRound::virtual, () -> new File(text).exists()));
        to.add("a virtual thread that runs the JDK alone", () -> {
            FutureTask<?> task = new FutureTask<>(dev.pergola.guard.agent.Host.reading(text));
            virtual(task).start();
            task.get();
        });
        to.add("a timer", () -> {
            java.util.Timer timer = new java.util.Timer(true);
            FutureTask<?> task = new FutureTask<>(() -> new File(text).exists());
            timer.schedule(
                    new java.util.TimerTask() {
                        @Override
                        public void run() {
                            task.run();
                        }
                    },
                    0);
            try {
                task.get();
            } finally {
                timer.cancel();
            }
        });
        to.add(
                "the common pool",
                () -> CompletableFuture.supplyAsync(() -> new File(text).exists())
                        .get());
        to.add(
                "a parallel stream",
                () -> Stream.of(text, text, text, text)
                        .parallel()
                        .map(name -> new File(name).exists())
                        .toList());
    }

    private interface Threads {
        Thread make(Runnable task) throws Throwable;
    }

    private static void joined(Threads threads, Runnable attempt) throws Throwable {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread thread = threads.make(() -> {
            try {
                attempt.run();
            } catch (RuntimeException refused) {
                failure.set(refused);
            }
        });
        thread.start();
        thread.join();
        if (failure.get() != null) throw failure.get();
    }

    private static Thread virtual(Runnable task) throws Throwable {
        Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
        return (Thread) Class.forName("java.lang.Thread$Builder")
                .getMethod("unstarted", Runnable.class)
                .invoke(builder, task);
    }

    /** Says one path at first, and another one later. */
    private static final class TwoFaced extends File {
        private static final long serialVersionUID = 1;

        private final String other;
        private final AtomicInteger asked = new AtomicInteger();

        private TwoFaced(String one, String other) {
            super(one);
            this.other = other;
        }

        @Override
        public String getPath() {
            return other;
        }

        @Override
        public String toString() {
            return asked.getAndIncrement() == 0 ? super.getPath() : other;
        }
    }

    /** Gives one option at first, and another one later. */
    private static final class Changing extends AbstractSet<OpenOption> {
        private final OpenOption[] options;
        private final AtomicInteger asked = new AtomicInteger();

        private Changing(OpenOption... options) {
            this.options = options;
        }

        @Override
        public Iterator<OpenOption> iterator() {
            return List.of(options[Math.min(asked.getAndIncrement(), 1)]).iterator();
        }

        @Override
        public int size() {
            return 1;
        }
    }

    /** Hopes that it is asked for its hash or its actions where nobody looks. */
    private static final class Acting extends java.security.Permission {
        private static final long serialVersionUID = 1;

        private Acting() {
            super("acting");
        }

        @Override
        public boolean implies(java.security.Permission other) {
            return System.getenv("PATH") != null;
        }

        @Override
        public boolean equals(Object other) {
            return System.getenv("PATH") != null;
        }

        @Override
        public int hashCode() {
            return System.getenv("PATH").hashCode();
        }

        @Override
        public String getActions() {
            System.getenv("PATH");
            return "";
        }
    }
}
