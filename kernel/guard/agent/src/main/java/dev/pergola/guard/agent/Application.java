package dev.pergola.guard.agent;

import dev.pergola.guard.Guard;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/** Has the table written into the JDK that runs, as a whole or not at all. */
final class Application {
    private Application() {}

    /** @throws IllegalStateException naming everything that does not fit */
    static void of(Table table, Instrumentation instrumentation, byte[] probe) {
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
            throw new IllegalStateException(
                    "Pergola's guard does not fit Java " + Runtime.version() + ":\n  " + String.join("\n  ", problems));
        Guard.prepared(probe);
    }
}
