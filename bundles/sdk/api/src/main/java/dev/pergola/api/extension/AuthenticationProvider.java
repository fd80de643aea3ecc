package dev.pergola.api.extension;

import dev.pergola.api.ExecutionContext;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Tells who somebody is. For the sign-in to the HTTP API and the web console, which is still to come: nothing calls this
 * yet, and the platform's own tokens are the only way in.
 */
@ConsumerType
public interface AuthenticationProvider {
    /** The principal that these credentials prove, if they prove one. Never log them. */
    Optional<Principal> authenticate(Map<String, String> credentials, ExecutionContext context) throws Exception;

    /**
     * Somebody.
     *
     * @param name unique name
     * @param roles names of roles
     */
    record Principal(String name, Set<String> roles) {
        /** Copies. */
        public Principal {
            roles = Set.copyOf(roles);
        }
    }
}
