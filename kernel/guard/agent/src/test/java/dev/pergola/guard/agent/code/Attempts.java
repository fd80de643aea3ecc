package dev.pergola.guard.agent.code;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What code in a domain tries, by name. Loaded anew for each domain, as is all in this package. */
public final class Attempts {
    /** Something to try. */
    public interface Attempt {
        void make() throws Throwable;
    }

    private final Map<String, Attempt> all = new LinkedHashMap<>();
    private final Path folder;

    private Attempts(Path folder) {
        this.folder = folder;
    }

    /** Each group by its name; {@code folder} is where files may be made. */
    public static Map<String, String> run(String group, String folder) {
        Attempts attempts = new Attempts(Path.of(folder));
        switch (group) {
            case "files" -> FileAttempts.add(attempts);
            case "network" -> NetworkAttempts.add(attempts);
            case "jvm" -> JvmAttempts.add(attempts);
            case "final" -> JvmAttempts.addFinal(attempts);
            case "reflection" -> ReflectionAttempts.add(attempts);
            case "ways round" -> WaysRound.add(attempts);
            case "harmless" -> HarmlessAttempts.add(attempts);
            default -> throw new IllegalArgumentException(group);
        }
        Map<String, String> outcomes = new LinkedHashMap<>();
        attempts.all.forEach((name, attempt) -> outcomes.put(name, outcome(attempt)));
        return outcomes;
    }

    void add(String name, Attempt attempt) {
        if (all.put(name, attempt) != null) throw new IllegalStateException(name);
    }

    /** Something that fails where nobody stops it: the failure shows that it got that far. */
    void addFailing(String name, Class<? extends Throwable> failure, Attempt attempt) {
        add(name, () -> {
            try {
                attempt.make();
            } catch (Throwable thrown) {
                if (!failure.isInstance(thrown)) throw thrown;
            }
        });
    }

    Path folder() {
        return folder;
    }

    private static String outcome(Attempt attempt) {
        try {
            attempt.make();
            return "allowed";
        } catch (Throwable thrown) {
            for (Throwable each = thrown; each != null; each = each.getCause())
                if (each instanceof SecurityException) return "denied " + each.getMessage();
            StackTraceElement[] trace = thrown.getStackTrace();
            return "ERROR " + thrown + (trace.length == 0 ? "" : " at " + trace[0]);
        }
    }
}
