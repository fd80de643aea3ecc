package dev.pergola.lifecycle.internal;

import dev.pergola.lifecycle.Problem;
import java.util.Optional;

/**
 * What a jar means, given what is there.
 *
 * @param operation what would be done: install, update, downgrade, adopt, nothing; or refuse
 * @param replaces the version whose place it takes
 * @param problem why it is refused
 */
record Intent(String operation, Optional<Managed> replaces, Optional<Problem> problem) {
    static Intent of(String operation, Optional<Managed> replaces) {
        return new Intent(operation, replaces, Optional.empty());
    }

    static Intent refuse(String code, String message, String remedy) {
        return new Intent("refuse", Optional.empty(), Optional.of(new Problem(code, message, remedy)));
    }

    /** Whether nothing that runs would change. */
    boolean settled() {
        return operation.equals("nothing") || operation.equals("adopt");
    }
}
