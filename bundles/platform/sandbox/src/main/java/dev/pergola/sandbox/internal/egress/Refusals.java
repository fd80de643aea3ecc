package dev.pergola.sandbox.internal.egress;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The last connections that a plugin was refused. Each is logged once, and counted always. */
final class Refusals {
    private static final Logger LOG = LoggerFactory.getLogger(Refusals.class);
    private static final int MOST = 64;
    private static final int MOST_LOGGED = 100;

    private final String plugin;
    private final Deque<Refusal> last = new ArrayDeque<>();
    private final Set<String> logged = new HashSet<>();
    private long count;

    Refusals(String plugin) {
        this.plugin = plugin;
    }

    synchronized void add(Refusal refusal) {
        count++;
        if (last.size() >= MOST) last.removeFirst();
        last.addLast(refusal);
        if (logged.size() < MOST_LOGGED && logged.add(refusal.words()))
            LOG.warn("{} was refused a connection from its sandbox: {}", plugin, refusal.words());
    }

    synchronized long count() {
        return count;
    }

    /** The last one, since a time, that a failure looks to have come of. */
    synchronized Optional<Refusal> behind(String failure, long since, boolean alone) {
        for (Iterator<Refusal> each = last.descendingIterator(); each.hasNext(); ) {
            Refusal refusal = each.next();
            if (refusal.at() - since < 0) break;
            if (refusal.explains(failure, alone)) return Optional.of(refusal);
        }
        return Optional.empty();
    }
}
