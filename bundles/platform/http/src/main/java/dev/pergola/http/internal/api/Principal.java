package dev.pergola.http.internal.api;

import dev.pergola.access.Role;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who calls.
 *
 * @param name name for the audit log
 * @param role what they may do; empty for somebody who showed no token
 * @param plugins the plugins that they are limited to; empty for all
 * @param plugin the plugin that they are, where the token was given to one
 */
public record Principal(String name, Optional<Role> role, List<String> plugins, Optional<String> plugin) {
    /** Somebody who showed no token. */
    public static final Principal NOBODY = new Principal("anonymous", Optional.empty(), List.of(), Optional.empty());

    /** Copies. */
    public Principal {
        plugins = List.copyOf(plugins);
    }

    /** Whether they showed a token. */
    public boolean known() {
        return role.isPresent();
    }

    /** Whether they may do what needs a role. */
    public boolean has(Role needed) {
        return role.filter(own -> own.includes(needed)).isPresent();
    }

    /** Whether they are limited to some plugins. */
    public boolean limited() {
        return !plugins.isEmpty();
    }

    /** Whether a plugin is among those that they may have to do with. */
    public boolean covers(String pluginId) {
        return plugins.isEmpty() || plugins.contains(pluginId);
    }

    /**
     * Ends the call where they may not use a route.
     *
     * @param variables values of the variables in its path
     */
    public void require(Route route, Map<String, String> variables) {
        route.role().ifPresent(this::require);
        if (route.role().isEmpty() || !limited() || route.is(Route.Trait.KEEPS_TO_LIMITS)) return;
        if (!route.ofPlugin() || !covers(variables.getOrDefault("id", ""))) throw outOfLimits();
    }

    /** Ends the call where they do not have a role. */
    public void require(Role needed) {
        if (has(needed)) return;
        String own = role.map(Role::word).orElse("none");
        throw new ProblemException(Problem.of(
                        ProblemType.FORBIDDEN,
                        "This needs the role " + needed.word() + "; the role of the token '" + name + "' is " + own
                                + ".")
                .with("required_role", needed.word())
                .with("role", own));
    }

    /** Ends the call of somebody who is limited where it is not about a plugin that they may have to do with. */
    public void requireCovered(Optional<String> pluginId) {
        if (limited() && pluginId.filter(this::covers).isEmpty()) throw outOfLimits();
    }

    /** What a limited token hears about what lies outside. */
    public ProblemException outOfLimits() {
        return ProblemException.of(
                ProblemType.FORBIDDEN,
                "The token '" + name + "' is limited to what belongs to these plugins: " + String.join(", ", plugins)
                        + ".");
    }
}
