package dev.pergola.jobs.internal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name under which this runtime takes jobs. It is that of its data directory, which no other runtime uses: so after
 * a crash it is the same, and what it had taken is known to be free.
 */
final class WorkerName {
    private static final String FILE = "jobs.worker";
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,50}");

    private WorkerName() {}

    static String of(Path data) {
        Path file = data.resolve(FILE);
        try {
            if (Files.exists(file)) {
                String name = Files.readString(file).strip();
                if (NAME.matcher(name).matches()) return name;
            }
            String name = "node-" + UUID.randomUUID();
            Files.createDirectories(data);
            Files.writeString(file, name);
            return name;
        } catch (IOException e) {
            throw new UncheckedIOException("The name of this worker cannot be kept in " + file, e);
        }
    }
}
