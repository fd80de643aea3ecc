package dev.pergola.permissions.internal;

import java.nio.file.Path;

/**
 * What the variables in targets stand for.
 *
 * @param data the data directory of the plugin that is meant
 * @param tmp the machine's directory for temporary files
 */
record Places(Path data, Path tmp) {
    /** Copies, absolute and without detours. */
    Places {
        data = data.toAbsolutePath().normalize();
        tmp = tmp.toAbsolutePath().normalize();
    }
}
