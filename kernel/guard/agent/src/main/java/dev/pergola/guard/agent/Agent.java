package dev.pergola.guard.agent;

import dev.pergola.guard.Guard;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Where the JVM begins, before {@code main}. Throws, and so ends the JVM, where the table cannot be applied as a whole:
 * a guard with a gap is worse than none, because one would rely on it.
 */
public final class Agent {
    private static final int FIRST_RELEASE = 24;

    private Agent() {}

    public static void premain(String arguments, Instrumentation instrumentation) {
        int release = Runtime.version().feature();
        if (release < FIRST_RELEASE)
            throw new IllegalStateException("Pergola's guard is for Java " + FIRST_RELEASE
                    + " and later; Java " + release + " has a security manager, which is used there");
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux"))
            throw new IllegalStateException("Pergola's guard knows the file system of the JDK on Linux, not on " + system);
        apply(Table.load(release), instrumentation);
        Guard.prepared();
    }

    private static void apply(Table table, Instrumentation instrumentation) {
        Transformer transformer = new Transformer(table);
        instrumentation.addTransformer(transformer, true);
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) if (table.covers(type)) loaded.add(type);
        try {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
        } catch (UnmodifiableClassException | LinkageError refused) {
            throw new IllegalStateException("Pergola's guard cannot change the JDK: " + refused, refused);
        }
        List<String> problems = new ArrayList<>(transformer.begin());
        for (Class<?> type : loaded)
            if (!transformer.hasDone(type.getName())) problems.add(type.getName() + " came without its checks");
        problems.addAll(Presence.problems(table, transformer));
        if (!problems.isEmpty())
            throw new IllegalStateException("Pergola's guard does not fit Java " + Runtime.version() + ":\n  "
                    + String.join("\n  ", problems));
    }
}
