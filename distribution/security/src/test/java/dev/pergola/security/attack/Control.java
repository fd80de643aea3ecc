package dev.pergola.security.attack;

import java.util.List;
import java.util.Optional;

/** What shows that an attack is real, and that it is our doing where it comes to nothing: who may, gets through. */
public sealed interface Control {
    /** By what it is seen that somebody got through. */
    enum Proof {
        /** The call succeeds, and comes back with something. */
        LOOT,
        /** Something around has changed, whatever the call says. */
        CHANGE,
        /** The process has ended. */
        END
    }

    /**
     * The legitimate variety of an attack.
     *
     * @param what what it does, in words
     * @param move its code
     */
    record Twin(String what, Attack.Move move) {}

    /**
     * A plugin that was granted what the attack needs does the same.
     *
     * @param proof by what it is seen
     * @param twin what it does instead where the same would wreck the process: the same operation on another target
     */
    record Granted(Proof proof, Optional<Twin> twin) implements Control {
        @Override
        public Attack.Move move(Attack.Move attack) {
            return twin.map(Twin::move).orElse(attack);
        }
    }

    /**
     * The same plugin does the same in an instance that holds nobody to permissions: for what no grant allows.
     *
     * @param why why no grant does
     * @param proof by what it is seen
     * @param wrecks whether the instance is of no use afterwards
     */
    record Unenforced(String why, Proof proof, boolean wrecks) implements Control {
        @Override
        public Attack.Move move(Attack.Move attack) {
            return attack;
        }
    }

    /**
     * A plugin does what is nearest to it and allowed: for what would come to nothing without any permissions, too.
     *
     * @param why what else holds it off
     * @param twin what it does
     * @param needs what it has to be granted for that; mostly nothing
     */
    record Counterpart(String why, Twin twin, List<Need> needs) implements Control {
        @Override
        public Attack.Move move(Attack.Move attack) {
            return twin.move;
        }
    }

    /** What the control does. */
    Attack.Move move(Attack.Move attack);
}
