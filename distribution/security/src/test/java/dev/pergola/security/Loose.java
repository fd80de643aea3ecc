package dev.pergola.security;

import dev.pergola.security.attack.Attack;
import dev.pergola.security.attack.Attacks;
import dev.pergola.security.attack.Control.Proof;
import dev.pergola.security.attack.Control.Unenforced;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/** The controls that are made where no permissions are enforced: an instance that is started again where an attack has spoilt it. */
final class Loose implements AutoCloseable {
    private final Stage stage;
    private final Trial trial;
    private boolean usable = true;

    Loose(Path folder, Tally tally) throws Exception {
        stage = Stage.unenforced(folder);
        trial = new Trial(stage, tally);
    }

    /** In the order that takes the fewest starts. */
    List<Attack> attacks() {
        return Attacks.all().stream()
                .filter(attack -> attack.control() instanceof Unenforced)
                .filter(attack -> attack.isOf(Runtime.version().feature()))
                .sorted(Comparator.comparing(Loose::spoils))
                .toList();
    }

    private static boolean spoils(Attack attack) {
        Unenforced control = (Unenforced) attack.control();
        return control.wrecks() || control.proof() == Proof.END;
    }

    void getsThrough(Attack attack) throws Exception {
        if (!usable) stage.startAfresh();
        usable = false;
        trial.getsThrough(attack);
        usable = !spoils(attack) || stage.isWell();
    }

    @Override
    public void close() {
        stage.close();
    }
}
