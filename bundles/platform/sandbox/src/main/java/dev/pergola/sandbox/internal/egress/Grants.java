package dev.pergola.sandbox.internal.egress;

import java.net.InetAddress;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Where a plugin may connect to: the rows that speak of it, in their order. The first that speaks of a target decides, and
 * where none does it may not.
 *
 * <p>A grant lets through what it names, and nothing else: what Java would add, other names of the same address, is not
 * looked up, as who has a name decides what that is. A denial holds for the addresses behind its names as well.
 */
public final class Grants {
    private final List<Rule> rules;
    private final boolean enforced;
    private final InstantSource clock;
    /** The latest that it has been. */
    private final AtomicReference<Instant> latest = new AtomicReference<>(Instant.MIN);

    private Grants(List<Rule> rules, boolean enforced, InstantSource clock) {
        this.rules = List.copyOf(rules);
        this.enforced = enforced;
        this.clock = clock;
    }

    /** Of these rules. */
    public static Grants of(List<Rule> rules) {
        return of(rules, InstantSource.system());
    }

    /** The same by another clock; for tests. */
    static Grants of(List<Rule> rules, InstantSource clock) {
        return new Grants(rules, true, clock);
    }

    /** Where permissions are not enforced: nobody was granted anything. */
    public static Grants unenforced() {
        return new Grants(List.of(), false, InstantSource.system());
    }

    /** What has ended stays so, even if clocks are set back. */
    private Instant now() {
        return latest.accumulateAndGet(clock.instant(), (one, other) -> one.isAfter(other) ? one : other);
    }

    /** When the first of them ends, of those that have not. */
    Optional<Instant> nextEnd() {
        Instant now = now();
        return rules.stream()
                .flatMap(rule -> rule.until().stream())
                .filter(now::isBefore)
                .min(Instant::compareTo);
    }

    /** Whether it is that late. */
    boolean isPast(Instant end) {
        return !now().isBefore(end);
    }

    /** What there is against a target, by its name alone; nothing is looked up, as that would tell others of it. */
    Optional<Refusal> againstName(Target target, boolean web) {
        Instant now = now();
        boolean allowed = rules.stream()
                .filter(rule -> rule.holds(now) && rule.names(target))
                .findFirst()
                .filter(Rule::allows)
                .isPresent();
        if (allowed) return Optional.empty();
        return Optional.of(enforced ? Refusal.notGranted(target, web) : Refusal.notEnforced(target));
    }

    /** What there is against an address that a target has. */
    Optional<Refusal> againstAddress(Target target, InetAddress address, boolean web) {
        Instant now = now();
        for (Rule rule : rules) {
            if (!rule.holds(now)) continue;
            if (rule.allows() && rule.names(target)) break;
            if (!rule.allows() && (rule.names(target) || rule.reaches(address, target.port())))
                return Optional.of(Refusal.notGranted(target, web));
        }
        return Addresses.special(address)
                .filter(special -> !isNamed(target, address))
                .map(special -> Refusal.special(target, address, special, web));
    }

    /** Whoever has a name says what its address is: what outsiders do not get to takes a grant of its own. */
    private boolean isNamed(Target target, InetAddress address) {
        Instant now = now();
        for (Rule rule : rules) {
            if (!rule.holds(now)) continue;
            if (rule.allows() && rule.namesItself(target, address)) return true;
            if (!rule.allows() && rule.reaches(address, target.port())) return false;
        }
        return false;
    }
}
