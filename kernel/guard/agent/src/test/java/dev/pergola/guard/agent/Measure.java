package dev.pergola.guard.agent;

import dev.pergola.guard.Guard;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AllPermission;
import java.security.Permissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What guarded calls cost, roughly: prints a table in nanoseconds a call. The first argument is a folder; a second one
 * leaves the guard out, so that the same program gives what it is to be compared with.
 */
public final class Measure {
    private Measure() {}

    public static void main(String... arguments) throws Exception {
        Path file = Files.writeString(Path.of(arguments[0]).toRealPath().resolve("measured"), "text");
        boolean guarded = arguments.length == 1;
        if (guarded) Guard.install((domain, permission) -> domain.implies(permission), Measure.class.getClassLoader());
        Map<String, List<Long>> rows = new LinkedHashMap<>();
        add(rows, dev.pergola.guard.agent.code.MeasuredCalls.class, file, 0);
        Permissions all = new Permissions();
        all.add(new AllPermission());
        Class<?> untrusted = Child.load(all, "MeasuredCalls");
        add(rows, untrusted, file, 0);
        add(rows, untrusted, file, 100);
        System.out.printf("%-30s %10s %10s %14s%n", "ns a call", "trusted", "granted", "100 frames up");
        rows.forEach((name, nanos) ->
                System.out.printf("%-30s %10s %10s %14s%n", name, nanos.get(0), nanos.get(1), nanos.get(2)));
    }

    private static void add(Map<String, List<Long>> rows, Class<?> calls, Path file, int frames) throws Exception {
        Object nanos = calls.getMethod("run", Path.class, Integer.class).invoke(null, file, frames);
        ((Map<?, ?>) nanos)
                .forEach((name, value) -> rows.computeIfAbsent((String) name, any -> new ArrayList<>())
                        .add((Long) value));
    }
}
