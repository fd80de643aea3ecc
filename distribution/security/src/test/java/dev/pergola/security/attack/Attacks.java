package dev.pergola.security.attack;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** All attacks: the table that the tests and the plugins share. */
public final class Attacks {
    private static final List<Attack> ALL = table();
    private static final List<Attack> HARMLESS = Harmless.all();
    private static final Map<String, Attack> BY_NAME =
            Stream.of(ALL, HARMLESS).flatMap(List::stream).collect(Collectors.toMap(Attack::name, Function.identity()));

    private Attacks() {}

    private static List<Attack> table() {
        List<Attack> all = new ArrayList<>();
        add(all, "reading files", FileReads.all());
        add(all, "finding out about files", FileSights.all());
        add(all, "writing files", FileWrites.all());
        add(all, "network", Networks.all());
        add(all, "what everybody connects with", NetworkDefaults.all());
        add(all, "processes and native code", Processes.all());
        add(all, "the whole process", Runtimes.all());
        add(all, "who guards the process", Guards.all());
        add(all, "reflection", Reflections.secrets());
        add(all, "having Java do it", Gadgets.all());
        add(all, "class loaders", Loaders.loaders());
        add(all, "threads", Threads.all());
        add(all, "management and logs", Managements.all());
        add(all, "XML", Xml.all());
        add(all, "bundles", Frameworks.bundles());
        add(all, "services of others", Services.services());
        add(all, "services in the platform's stead", Services.registrations());
        add(all, "deputies", Deputies.deputies());
        add(all, "limits", Limits.limits());
        return List.copyOf(all);
    }

    private static void add(List<Attack> all, String group, List<Attack> attacks) {
        attacks.forEach(attack -> all.add(attack.in(group)));
    }

    /** All, group by group. */
    public static List<Attack> all() {
        return ALL;
    }

    /** What every plugin may do. */
    public static List<Attack> harmless() {
        return HARMLESS;
    }

    static Attack named(String name) {
        Attack attack = BY_NAME.get(name);
        if (attack == null) throw new IllegalArgumentException("There is no attack " + name);
        return attack;
    }
}
