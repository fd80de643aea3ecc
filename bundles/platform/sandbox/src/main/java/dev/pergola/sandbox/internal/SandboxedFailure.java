package dev.pergola.sandbox.internal;

import dev.pergola.api.InvalidInputException;
import dev.pergola.api.ResourceLimitExceededException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.execution.ThrownElsewhere;
import dev.pergola.worker.link.Message.Failure;
import java.security.AccessControlException;
import java.security.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a plugin threw in a sandbox, as far as it goes into text. */
final class SandboxedFailure {
    private static final Logger LOG = LoggerFactory.getLogger(SandboxedFailure.class);

    private SandboxedFailure() {}

    /** What stands for it here, where it was given a task of that type: execution makes the same of that as of what a plugin throws in this process. */
    @SuppressWarnings("removal") // It is what says that something was denied, until there is another.
    static Throwable of(Failure failure, String taskType) {
        String said = failure.message();
        if (!failure.trace().isEmpty()) LOG.debug("In the sandbox: {}", failure.trace());
        return switch (failure.kind()) {
            case DENIED -> new AccessControlException(said, permission(failure.permission()));
            case LIMITED -> new ResourceLimitExceededException(said);
            case INVALID -> new InvalidInputException(said);
            case UNSUPPORTED -> new UnsupportedTaskTypeException(taskType);
            case NO_ANSWER, FAILED -> new ThrownElsewhere(failure.exception(), said, failure.trace());
        };
    }

    /** Only of a class of Java or OSGi: a name that the sandbox gives loads nothing else. */
    private static @Nullable Permission permission(List<String> parts) {
        if (parts.size() != 3) return null;
        String type = parts.get(0);
        if (!type.startsWith("java.") && !type.startsWith("javax.") && !type.startsWith("org.osgi.framework."))
            return null;
        try {
            Class<?> found = Class.forName(type, false, SandboxedFailure.class.getClassLoader());
            if (!Permission.class.isAssignableFrom(found)) return null;
            return (Permission)
                    found.getConstructor(String.class, String.class).newInstance(parts.get(1), parts.get(2));
        } catch (ReflectiveOperationException | IllegalArgumentException odd) {
            return null;
        }
    }
}
