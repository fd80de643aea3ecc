package dev.pergola.security.attack;

import java.util.List;
import java.util.Set;

/**
 * Something that a plugin tries.
 *
 * @param group what it belongs to
 * @param name unique
 * @param what what it tries, in words
 * @param needs the permissions that would allow it; empty where none does
 * @param control why there is no control, where there is none: what nobody can grant cannot be tried with a grant
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
        String control,
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

    /** Whether a plugin that was granted what it needs is expected to get through. */
    public boolean hasControl() {
        return control.isEmpty();
    }

    static Attack allowedBy(Need need, String name, String what, Move move) {
        return new Attack("", name, what, List.of(need), "", Set.of(Outcome.DENIED), 17, Integer.MAX_VALUE, move);
    }

    /** What no permission allows. */
    static Attack never(String name, String what, String control, Move move) {
        return new Attack("", name, what, List.of(), control, Set.of(Outcome.DENIED), 17, Integer.MAX_VALUE, move);
    }

    Attack with(Need... more) {
        List<Need> all = new java.util.ArrayList<>(needs);
        all.addAll(List.of(more));
        return new Attack(group, name, what, List.copyOf(all), control, expected, since, until, move);
    }

    /** Something that a permission allows, and that does not come to an end here all the same. */
    Attack uncontrolled(String why) {
        return new Attack(group, name, what, needs, why, expected, since, until, move);
    }

    Attack or(Outcome... outcomes) {
        Set<Outcome> all = new java.util.TreeSet<>(expected);
        all.addAll(List.of(outcomes));
        return new Attack(group, name, what, needs, control, all, since, until, move);
    }

    Attack only(Outcome... outcomes) {
        return new Attack(group, name, what, needs, control, Set.of(outcomes), since, until, move);
    }

    Attack since(int java) {
        return new Attack(group, name, what, needs, control, expected, java, until, move);
    }

    /** What anybody may do later on. */
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
