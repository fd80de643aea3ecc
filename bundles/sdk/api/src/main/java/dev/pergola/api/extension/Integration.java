package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import java.util.Map;
import org.osgi.annotation.versioning.ConsumerType;

/** Connects to a service outside. Exchanges run when somebody asks, in the shell or over HTTP. */
@ConsumerType
public interface Integration {
    /**
     * Tells whether the service accepts these credentials. Never log them. For the place where an operator will enter
     * them, in the web console: nothing calls this yet.
     */
    boolean authenticate(Map<String, String> credentials, ExecutionContext context) throws Exception;

    /** Exchanges data with the service. */
    SyncResult sync(SyncRequest request, ExecutionContext context) throws Exception;

    /** Which way data flows. */
    enum Direction {
        /** From the service to the platform. */
        PULL,
        /** From the platform to the service. */
        PUSH,
        /** Both. */
        BOTH
    }

    /**
     * What to exchange.
     *
     * @param direction which way
     * @param cursor where the last exchange ended, empty for the first
     * @param options options of the integration
     */
    record SyncRequest(Direction direction, String cursor, Map<String, Object> options) {
        /** Copies the options. */
        public SyncRequest {
            options = dev.pergola.api.Values.copyOf(options);
        }
    }

    /**
     * What was exchanged.
     *
     * @param received number of items read
     * @param sent number of items written
     * @param cursor where to go on the next time
     * @param problems items that could not be exchanged, by item, with the reason
     */
    record SyncResult(long received, long sent, String cursor, Map<String, String> problems) {
        /** Copies the problems. */
        public SyncResult {
            problems = Map.copyOf(problems);
        }
    }
}
