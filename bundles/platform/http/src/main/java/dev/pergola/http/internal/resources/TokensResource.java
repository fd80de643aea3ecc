package dev.pergola.http.internal.resources;

import static dev.pergola.http.internal.api.Route.BASE;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.pergola.access.AccessTokens;
import dev.pergola.access.Role;
import dev.pergola.access.Token;
import dev.pergola.http.internal.api.Call;
import dev.pergola.http.internal.api.Content;
import dev.pergola.http.internal.api.Principal;
import dev.pergola.http.internal.api.ProblemException;
import dev.pergola.http.internal.api.ProblemType;
import dev.pergola.http.internal.api.Reply;
import dev.pergola.http.internal.api.Route;
import dev.pergola.http.internal.api.Route.Trait;
import dev.pergola.http.internal.api.RouteSource;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The tokens of the API, and whose one is (R133). */
@Component(service = TokensResource.class)
public final class TokensResource implements RouteSource {
    private static final String PATH = BASE + "/tokens";

    private final AccessTokens tokens;

    /** Gives what access makes. */
    @Activate
    public TokensResource(@Reference AccessTokens tokens) {
        this.tokens = tokens;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                Route.route("GET", BASE + "/whoami", "whoAmI")
                        .summary("Says whose token this is, and what it may do.")
                        .is(Trait.KEEPS_TO_LIMITS)
                        .answers(200, Content.of(Bearer.class))
                        .by(call -> Reply.ok(Bearer.of(call.principal()))),
                Route.route("GET", PATH, "listTokens")
                        .summary("Lists the tokens that were given out, without what makes them one.")
                        .needs(Role.ADMIN)
                        .answers(200, Content.listOf(TokenView.class))
                        .by(call -> Reply.ok(
                                tokens.list().stream().map(TokenView::of).toList())),
                Route.route("POST", PATH, "createToken")
                        .summary("Makes a token. Its 'secret' is shown here and never again.")
                        .needs(Role.ADMIN)
                        .is(Trait.ANSWERS_SECRET)
                        .takes(Content.of(Wanted.class))
                        .answers(201, Content.of(Issued.class))
                        .by(this::create),
                Route.route("DELETE", PATH + "/{id}", "revokeToken")
                        .summary("Revokes a token, given by its id or its name: from now on nobody knows it.")
                        .needs(Role.ADMIN)
                        .answers(204)
                        .by(this::revoke));
    }

    private Reply create(Call call) {
        AccessTokens.Wanted wanted = call.requiredData(Wanted.class).checked();
        try {
            AccessTokens.Issued issued = tokens.create(wanted, call.principal().name());
            return Reply.json(201, new Issued(TokenView.of(issued.token()), issued.secret()));
        } catch (IllegalArgumentException e) {
            throw invalid(String.valueOf(e.getMessage()));
        }
    }

    private Reply revoke(Call call) {
        if (tokens.revoke(call.path("id"), call.principal().name()).isPresent()) return Reply.noContent();
        throw ProblemException.of(
                ProblemType.TOKEN_NOT_FOUND, "There is no such token. GET " + PATH + " lists those that there are.");
    }

    private static ProblemException invalid(String detail) {
        return ProblemException.of(ProblemType.INVALID_REQUEST, detail);
    }

    /** A token that somebody wants. */
    record Wanted(
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String name,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String role,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            List<String> plugins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String forPlugin,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String expiresAt) {

        AccessTokens.Wanted checked() {
            if (name == null) throw invalid("The field 'name' is missing: who will bear the token.");
            List<String> limits = plugins == null ? List.of() : plugins;
            if (plugins != null && plugins.isEmpty()) {
                throw invalid("The field 'plugins' is empty: leave it out for all of them.");
            }
            for (@Nullable String plugin : limits) {
                if (plugin == null) throw invalid("The field 'plugins' holds a null.");
            }
            return new AccessTokens.Wanted(name, role(role), limits, Optional.ofNullable(forPlugin), time(expiresAt));
        }

        private static Role role(@Nullable String word) {
            return Optional.ofNullable(word)
                    .flatMap(Role::named)
                    .orElseThrow(() -> invalid("The field 'role' has to be one of: "
                            + Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(", ")) + "."));
        }

        private static Optional<Instant> time(@Nullable String text) {
            if (text == null) return Optional.empty();
            try {
                return Optional.of(Instant.parse(text));
            } catch (DateTimeParseException e) {
                throw invalid("The field 'expires_at' has to be a time such as 2027-01-31T12:00:00Z.");
            }
        }
    }

    /** A token that was made. */
    record Issued(TokenView token, String secret) {}

    /** A token as it may be shown. */
    record TokenView(
            String id,
            String name,
            String role,
            List<String> plugins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String forPlugin,

            Instant createdAt,
            String createdBy,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant expiresAt,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Instant lastUsedAt) {
        static TokenView of(Token token) {
            return new TokenView(
                    token.id(),
                    token.name(),
                    token.role().word(),
                    token.plugins(),
                    token.forPlugin().orElse(null),
                    token.createdAt(),
                    token.createdBy(),
                    token.expiresAt().orElse(null),
                    token.lastUsedAt().orElse(null));
        }
    }

    /** Who bears a token; 'plugins' is empty where it is not limited to some. */
    record Bearer(
            String name,
            String role,
            List<String> plugins,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            String forPlugin) {
        static Bearer of(Principal principal) {
            return new Bearer(
                    principal.name(),
                    principal.role().map(Role::word).orElse("none"),
                    principal.plugins(),
                    principal.plugin().orElse(null));
        }
    }
}
