package dev.pergola.shell.internal.command;

import java.time.Duration;
import java.util.Optional;
import org.apache.felix.service.command.CommandSession;

/**
 * What runs in an interactive session. Gogo says that a command is over as soon as it was interrupted; this knows when
 * it has really ended, and with which message, so that nothing is drawn over the next prompt.
 */
public final class Activity {
    /** The session variable that it is kept in. */
    public static final String VARIABLE = ".pergola.activity";

    private int running;
    private Optional<CommandFailure> failure = Optional.empty();

    /** That of a session; one that nobody looks at where the session is not interactive. */
    static Activity of(CommandSession session) {
        return session.get(VARIABLE) instanceof Activity activity ? activity : new Activity();
    }

    synchronized void begin() {
        running++;
        failure = Optional.empty();
    }

    synchronized void end(Optional<CommandFailure> how) {
        running--;
        if (how.isPresent()) failure = how;
        notifyAll();
    }

    /** Waits until nothing runs, for some time at most; gives the failure that the last command ended with. */
    public synchronized Optional<CommandFailure> awaitEnd(Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        while (running > 0) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) return Optional.empty();
            wait(left);
        }
        return failure;
    }
}
