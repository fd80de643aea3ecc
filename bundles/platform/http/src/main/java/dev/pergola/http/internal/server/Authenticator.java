package dev.pergola.http.internal.server;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Role;
import dev.pergola.access.Token;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells who calls, by the bearer token. */
@Component(service = Authenticator.class)
public final class Authenticator {
    private static final Logger LOG = LoggerFactory.getLogger(Authenticator.class);
    private static final String CHALLENGE = "Bearer realm=\"pergola\"";
    private static final String INVALID = CHALLENGE + ", error=\"invalid_token\"";
    private static final Principal ADMIN = new Principal("admin", Optional.of(Role.ADMIN), List.of(), Optional.empty());

    private final AdminToken admin;
    private final FailedLogins failures;

    /** The tokens that were given out; health is served before the store is there, and these need that. */
    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    volatile @Nullable AccessTokens tokens;

    /** Reads the first token, or makes it. */
    @Activate
    public Authenticator(@Reference HttpSettings settings) throws IOException {
        this(AdminToken.in(settings.data()), new FailedLogins(Clock.systemUTC()));
    }

    Authenticator(AdminToken admin, FailedLogins failures) {
        this.admin = admin;
        this.failures = failures;
    }

    /** Who calls; ends the call where there is no valid token. */
    Principal require(HttpServletRequest request) {
        Optional<String> token = token(request);
        if (token.isEmpty()) {
            throw refused(
                    "Send the header 'Authorization: Bearer <token>'. The first token is in the file " + AdminToken.FILE
                            + " in the data directory.",
                    CHALLENGE);
        }
        if (admin.matches(token.get())) return ADMIN;
        AccessTokens.Check check = check(token.get());
        if (check instanceof AccessTokens.Check.Valid valid) return principal(valid.token());
        if (check instanceof AccessTokens.Check.Expired expired) {
            throw refused(
                    "The token '" + expired.token().name() + "' has expired. An administrator can make another.",
                    INVALID);
        }
        Duration wait = failures.failed(request.getRemoteAddr());
        if (wait.isZero()) {
            LOG.warn("A request from {} carried a token that is not known", request.getRemoteAddr());
            throw refused(
                    "The token is not known, or was revoked. The first token is in the file " + AdminToken.FILE
                            + " in the data directory.",
                    INVALID);
        }
        long seconds = wait.toSeconds() + 1;
        throw ProblemException.of(
                        ProblemType.TOO_MANY_REQUESTS,
                        "Too many wrong tokens came from this address. Wait " + seconds + " s, or use the right one.")
                .header("Retry-After", Long.toString(seconds));
    }

    private AccessTokens.Check check(String token) {
        AccessTokens known = tokens;
        if (known != null) return known.check(token);
        throw ProblemException.of(
                        ProblemType.UNAVAILABLE,
                        "Tokens cannot be checked yet, save the first one: the platform is starting. Try again.")
                .header("Retry-After", "1");
    }

    private static Principal principal(Token token) {
        return new Principal(token.name(), Optional.of(token.role()), token.plugins(), token.forPlugin());
    }

    /** Who calls, where nobody has to say. */
    Principal ask(HttpServletRequest request) {
        if (token(request).isEmpty()) return Principal.NOBODY;
        try {
            return require(request);
        } catch (ProblemException | StoreException e) {
            return Principal.NOBODY;
        }
    }

    private static Optional<String> token(HttpServletRequest request) {
        String header = request.getHeader("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("bearer ")) return Optional.empty();
        return Optional.of(header.substring("bearer ".length()).trim());
    }

    private static ProblemException refused(String detail, String challenge) {
        return ProblemException.of(ProblemType.UNAUTHENTICATED, detail).header("WWW-Authenticate", challenge);
    }
}
