package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.HeldInfo;
import dev.pergola.lifecycle.Problem;
import dev.pergola.store.HeldJar;
import dev.pergola.store.HeldJars;
import dev.pergola.store.Transactions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The jars that wait for a person to decide (R31, R126). Nothing of one is known to the framework. What is first held, and
 * what is held as the update of a plugin that goes on as it is, are both here; the first is among what is installed, too.
 */
final class Holds {
    private static final String PROBLEMS = "problems";

    private final HeldJars stored;
    private final Transactions transactions;
    private volatile List<HeldJar> all = List.of();

    Holds(HeldJars stored, Transactions transactions) {
        this.stored = stored;
        this.transactions = transactions;
    }

    /** Reads what is stored. */
    void load() {
        all = List.copyOf(stored.all());
    }

    List<HeldJar> all() {
        return all;
    }

    /** Those of one plugin or library. */
    List<HeldJar> of(String id) {
        return all.stream().filter(held -> held.pluginId().equals(id)).toList();
    }

    /** The one that is this very jar. */
    Optional<HeldJar> of(Descriptor descriptor) {
        return of(descriptor.id()).stream()
                .filter(held -> held.digest().equals(descriptor.digest()))
                .findFirst();
    }

    boolean holds(Managed managed) {
        return of(managed.descriptor()).isPresent();
    }

    /** Holds a jar, in the transaction of the calling thread. Of a plugin, a later jar takes the place of one held before. */
    void put(Descriptor descriptor, HeldJar held) {
        forget(other -> other.pluginId().equals(held.pluginId())
                && (descriptor.isPlugin() || other.version().equals(held.version())));
        stored.save(held);
        transactions.afterCommit(this::load);
    }

    /** This jar has passed, and with it is settled what was held of the plugin, or of this version of the library. */
    void passed(Descriptor descriptor) {
        forget(held -> held.pluginId().equals(descriptor.id())
                && (descriptor.isPlugin()
                        || held.version().equals(descriptor.version().toString())));
    }

    /** Forgets, in the transaction of the calling thread. */
    void forget(Predicate<HeldJar> which) {
        List<HeldJar> going = all.stream().filter(which).toList();
        if (going.isEmpty()) return;
        going.forEach(held -> stored.remove(held.pluginId(), held.version()));
        transactions.afterCommit(this::load);
    }

    /** What is to be said of an entry: that it is held, or that an update of it is. */
    List<Problem> notes(Managed managed) {
        List<Problem> notes = new ArrayList<>();
        for (HeldJar held : of(managed.id())) {
            boolean itself = held.digest().equals(managed.descriptor().digest());
            for (Problem problem : problems(held)) {
                if (itself) notes.add(problem);
                else if (managed.installation().current()) {
                    notes.add(new Problem(
                            problem.code(), held.version() + " is held: " + problem.message(), problem.remedy()));
                }
            }
        }
        return notes;
    }

    static HeldInfo view(HeldJar held) {
        return new HeldInfo(
                held.pluginId(), held.version(), held.digest(), held.source(), problems(held), held.heldAt());
    }

    /** Digests of the jars that have to be kept. */
    Set<String> digests() {
        return all.stream().map(HeldJar::digest).collect(Collectors.toSet());
    }

    static Map<String, Object> reasons(List<Problem> problems) {
        return Map.of(
                PROBLEMS,
                problems.stream()
                        .map(p -> Map.of("code", p.code(), "message", p.message(), "remedy", p.remedy()))
                        .toList());
    }

    /** Why a jar is held. */
    static List<Problem> problems(HeldJar held) {
        List<Problem> problems = new ArrayList<>();
        if (held.reasons().get(PROBLEMS) instanceof List<?> list) {
            for (Object each : list) {
                if (each instanceof Map<?, ?> map) {
                    problems.add(new Problem(text(map, "code"), text(map, "message"), text(map, "remedy")));
                }
            }
        }
        return problems;
    }

    private static String text(Map<?, ?> map, String key) {
        return String.valueOf(map.get(key));
    }
}
