package dev.pergola.security.attack;

import static dev.pergola.security.attack.Attack.allowedBy;
import static dev.pergola.security.attack.Attack.never;
import static dev.pergola.security.attack.Control.Proof.CHANGE;
import static dev.pergola.security.attack.Control.Proof.END;

import java.lang.reflect.Method;
import java.util.List;

/** Starting programs, ending the process, and native code. */
final class Processes {
    private static final Need EXEC = Need.of("system.exec", "/bin/echo");
    private static final Need NATIVE = Need.of("native.load", "*");
    private static final String LIFE = "the life of the process is the platform's";
    private static final String ECHO = "/bin/echo";

    private Processes() {}

    static List<Attack> all() {
        return List.of(
                allowedBy(
                        EXEC,
                        "exec",
                        "starts a program",
                        prey -> Tries.text(Runtime.getRuntime()
                                .exec(new String[] {ECHO, "hi"})
                                .getInputStream())),
                allowedBy(
                        EXEC,
                        "process-builder",
                        "starts a program by a builder",
                        prey -> Tries.text(
                                new ProcessBuilder(ECHO, "hi").start().getInputStream())),
                allowedBy(
                                EXEC,
                                "pipeline",
                                "starts programs that feed each other",
                                prey -> ProcessBuilder.startPipeline(
                                                List.of(new ProcessBuilder(ECHO, "hi"), new ProcessBuilder(ECHO)))
                                        .size())
                        .unenforced(
                                "the programs are joined by descriptors, which no permission of the vocabulary allows"),
                allowedBy(
                        Need.of("system.exec", "*"),
                        "exec-by-name",
                        "starts a program that is looked up",
                        prey -> ended(
                                Runtime.getRuntime().exec(new String[] {"sh", "-c", "touch " + prey.target("exec")}))),
                allowedBy(
                                EXEC,
                                "exec-redirected",
                                "has a program write a file",
                                prey -> ended(new ProcessBuilder(ECHO, "hi")
                                        .redirectOutput(prey.target("exec-out").toFile())
                                        .start()))
                        .with(Need.of("filesystem.write", "{outside}/**")),
                allowedBy(
                        Need.of("system.exec", "${data}/**"),
                        "exec-script",
                        "starts a file that it wrote itself",
                        prey -> ended(
                                Runtime.getRuntime().exec(prey.own("script").toString()))),
                never(
                        "processes",
                        "lists the processes of the machine",
                        "the processes of the machine are the platform's",
                        prey -> ProcessHandle.allProcesses().count()),
                never(
                        "process-parent",
                        "looks at the parent process",
                        "the processes of the machine are the platform's",
                        prey -> ProcessHandle.of(1)),
                never(
                                "process-kill",
                                "ends another process",
                                "the processes of the machine are the platform's",
                                prey -> ProcessHandle.of(Long.parseLong(prey.fact("bystander")))
                                        .orElseThrow()
                                        .destroyForcibly())
                        .proven(CHANGE),
                never(
                        "process-self",
                        "looks at its own process",
                        "the processes of the machine are the platform's",
                        prey -> ProcessHandle.current().pid()),
                never("exit", "ends the process", LIFE, prey -> Tries.done(() -> System.exit(7)))
                        .proven(END),
                never(
                                "runtime-exit",
                                "ends the process by its runtime",
                                LIFE,
                                prey -> Tries.done(() -> Runtime.getRuntime().exit(7)))
                        .proven(END),
                never(
                                "halt",
                                "ends the process at once",
                                LIFE,
                                prey -> Tries.done(() -> Runtime.getRuntime().halt(7)))
                        .proven(END),
                never(
                                "exit-elsewhere",
                                "ends the process on a thread of its own",
                                LIFE,
                                prey -> Tries.elsewhere(
                                        work -> new Thread(work).start(), () -> Tries.done(() -> System.exit(7))))
                        .proven(END),
                never(
                        "shutdown-hook",
                        "adds what runs at the end",
                        LIFE,
                        prey -> Tries.done(() -> Runtime.getRuntime().addShutdownHook(new Thread()))),
                never(
                        "remove-hook",
                        "takes away what runs at the end",
                        LIFE,
                        prey -> Runtime.getRuntime().removeShutdownHook(new Thread())),
                allowedBy(
                        NATIVE,
                        "load-library",
                        "loads a library",
                        prey -> Tries.done(() -> System.loadLibrary("prefs"))),
                allowedBy(
                        NATIVE,
                        "load",
                        "loads native code from a file",
                        prey -> Tries.done(() -> System.load(prey.own("evil.so").toString()))),
                allowedBy(
                        NATIVE,
                        "runtime-load",
                        "loads native code by the runtime",
                        prey -> Tries.done(() ->
                                Runtime.getRuntime().load(prey.own("evil.so").toString()))),
                allowedBy(NATIVE, "foreign-function", "calls a function of the C library", Processes::foreign)
                        .since(22),
                allowedBy(NATIVE, "foreign-memory", "reads memory that is not its own", Processes::memory)
                        .since(22),
                allowedBy(NATIVE, "foreign-library", "opens a library by its path", Processes::library)
                        .since(22));
    }

    private static String ended(Process process) throws InterruptedException {
        return "ended with " + process.waitFor();
    }

    private static Object foreign(Prey prey) throws Exception {
        Class<?> type = Class.forName("java.lang.foreign.Linker");
        Object linker = Tries.callStatic(type, "nativeLinker");
        Object lookup = type.getMethod("defaultLookup").invoke(linker);
        Object address = Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("find", String.class)
                .invoke(lookup, "getpid");
        Class<?> layout = Class.forName("java.lang.foreign.MemoryLayout");
        Class<?> descriptor = Class.forName("java.lang.foreign.FunctionDescriptor");
        Object integer = Class.forName("java.lang.foreign.ValueLayout")
                .getField("JAVA_INT")
                .get(null);
        Object function = descriptor
                .getMethod("of", layout, layout.arrayType())
                .invoke(null, integer, java.lang.reflect.Array.newInstance(layout, 0));
        Class<?> options = Class.forName("java.lang.foreign.Linker$Option");
        Method downcall = type.getMethod(
                "downcallHandle", Class.forName("java.lang.foreign.MemorySegment"), descriptor, options.arrayType());
        return invoked(
                downcall,
                linker,
                ((java.util.Optional<?>) address).orElseThrow(),
                function,
                java.lang.reflect.Array.newInstance(options, 0));
    }

    private static Object memory(Prey prey) throws Exception {
        Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
        Object somewhere = segment.getMethod("ofAddress", long.class).invoke(null, 4096L);
        return invoked(segment.getMethod("reinterpret", long.class), somewhere, 4096L);
    }

    private static Object library(Prey prey) throws Exception {
        Class<?> arena = Class.forName("java.lang.foreign.Arena");
        Method lookup = Class.forName("java.lang.foreign.SymbolLookup")
                .getMethod("libraryLookup", java.nio.file.Path.class, arena);
        return invoked(lookup, null, prey.own("evil.so"), Tries.callStatic(arena, "global"));
    }

    private static Object invoked(Method method, Object target, Object... arguments) throws Exception {
        try {
            return method.invoke(target, arguments);
        } catch (java.lang.reflect.InvocationTargetException e) {
            throw Tries.cause(e);
        }
    }
}
