package dev.pergola.security.attack;

import dev.pergola.security.attack.Control.Counterpart;
import dev.pergola.security.attack.Control.Granted;
import dev.pergola.security.attack.Control.Proof;
import dev.pergola.security.attack.Control.Twin;
import dev.pergola.security.attack.Control.Unenforced;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Something that a plugin tries.
 *
 * @param group what it belongs to
 * @param name unique
 * @param what what it tries, in words
 * @param needs the permissions that it takes, one of which a denial has to name; empty where there are none for it
 * @param control what shows that it is real
 * @param expected how a call may end that tries it without any permission
 * @param since the first Java that has what it uses
 * @param until the last Java on which it is one
 * @param move the code
 */
public record Attack(
        String group,
        String name,
        String what,
        List<Need> needs,
        Control control,
        Set<Outcome> expected,
        int since,
        int until,
        Move move) {

    /** How it may end, where nothing was granted. */
    public enum Outcome {
        /** Status {@code security_violation}. */
        DENIED("security_violation"),
        /** It comes back without anything. */
        NOTHING("success"),
        /** It fails for another reason: what it asks for makes no sense, or is not there. */
        FAILED("failed"),
        /** It is stopped when its time is up. */
        CUT("timeout"),
        /** It meets a limit. */
        LIMITED("resource_limit_exceeded");

        private final String status;

        Outcome(String status) {
            this.status = status;
        }

        /** What the call's answer says then. */
        public String status() {
            return status;
        }
    }

    /** What a plugin does. */
    @FunctionalInterface
    public interface Move {
        /** Gives what it got hold of, or that it did it; null or nothing where it got nothing. */
        Object make(Prey prey) throws Exception;
    }

    /** Controlled by a plugin that was granted what it needs. */
    static Attack allowedBy(Need need, String name, String what, Move move) {
        return row(name, what, List.of(need), new Granted(Proof.LOOT, Optional.empty()), move);
    }

    /** What no permission allows: controlled where nobody is held to any. */
    static Attack never(String name, String what, String why, Move move) {
        return row(name, what, List.of(), new Unenforced(why, Proof.LOOT, false), move);
    }

    private static Attack row(String name, String what, List<Need> needs, Control control, Move move) {
        return new Attack("", name, what, needs, control, Set.of(Outcome.DENIED), 17, Integer.MAX_VALUE, move);
    }

    Attack with(Need... more) {
        List<Need> all = new ArrayList<>(needs);
        all.addAll(List.of(more));
        return new Attack(group, name, what, List.copyOf(all), control, expected, since, until, move);
    }

    private Attack with(Control other) {
        return new Attack(group, name, what, needs, other, expected, since, until, move);
    }

    /** Who was granted it does no harm to the others: the same operation on another target. */
    Attack mildly(String how, Move mild) {
        return with(new Granted(proof(), Optional.of(new Twin(how, mild))));
    }

    /** What a grant allows in part, and not to its end. */
    Attack unenforced(String why) {
        return with(new Unenforced(why, proof(), false));
    }

    /** The instance without permissions is of no use after this one. */
    Attack wrecks() {
        return with(new Unenforced(((Unenforced) control).why(), proof(), true));
    }

    /** What is seen when somebody gets through. */
    Attack proven(Proof proof) {
        if (control instanceof Unenforced loose) return with(new Unenforced(loose.why(), proof, loose.wrecks()));
        return with(new Granted(proof, ((Granted) control).twin()));
    }

    private Proof proof() {
        if (control instanceof Granted granted) return granted.proof();
        return control instanceof Unenforced loose ? loose.proof() : Proof.LOOT;
    }

    /** Held off by something else than permissions, too: what is nearest to it and allowed is the control. */
    Attack counterpart(String does, Move twin, Need... takes) {
        String why = control instanceof Unenforced loose ? loose.why() : "";
        return with(new Counterpart(why, new Twin(does, twin), List.of(takes)));
    }

    /** May end otherwise, too. */
    public Attack or(Outcome... outcomes) {
        Set<Outcome> all = new TreeSet<>(expected);
        all.addAll(List.of(outcomes));
        return new Attack(group, name, what, needs, control, all, since, until, move);
    }

    Attack only(Outcome... outcomes) {
        return new Attack(group, name, what, needs, control, Set.of(outcomes), since, until, move);
    }

    Attack since(int java) {
        return new Attack(group, name, what, needs, control, expected, java, until, move);
    }

    /** What anybody may do later on, or Java itself does not do any more. */
    Attack until(int java) {
        return new Attack(group, name, what, needs, control, expected, since, java, move);
    }

    /** Whether it is an attack on this Java. */
    public boolean isOf(int java) {
        return since <= java && java <= until;
    }

    Attack in(String theGroup) {
        return new Attack(theGroup, name, what, needs, control, expected, since, until, move);
    }
}
