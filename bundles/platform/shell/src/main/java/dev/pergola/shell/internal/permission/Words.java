package dev.pergola.shell.internal.permission;

import dev.pergola.api.PluginNotFoundException;
import dev.pergola.lifecycle.PluginManager;
import dev.pergola.permissions.PermissionService;
import dev.pergola.permissions.PluginPermissions;
import dev.pergola.permissions.PluginPermissions.Decision;
import dev.pergola.permissions.PluginPermissions.Request;
import dev.pergola.permissions.Risk;
import dev.pergola.permissions.Standing;
import dev.pergola.shell.internal.command.Style;
import dev.pergola.shell.internal.command.Style.Styled;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import dev.pergola.shell.internal.plugin.Plugins;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** How permissions are written and coloured, and what completion offers of them. */
final class Words {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@-]+");

    private Words() {}

    static Styled risk(Risk risk) {
        Style style = switch (risk) {
            case LOW -> Style.MUTED;
            case MEDIUM -> Style.BUSY;
            case HIGH -> Style.WARN;
            case CRITICAL -> Style.BAD;
        };
        return style.of(PermissionViews.word(risk));
    }

    static Styled standing(Standing standing) {
        Style style = switch (standing) {
            case GRANTED, BY_RULE -> Style.GOOD;
            case PARTLY_GRANTED, UNDECIDED -> Style.WARN;
            case REFUSED, EXPIRED, DENIED -> Style.BAD;
        };
        return style.of(PermissionViews.word(standing));
    }

    /** A permission and what it applies to, as they are typed: in quotes where the shell would make something of them. */
    static String typed(String permission, String target) {
        if (target.isEmpty()) return permission;
        return permission + " " + (PLAIN.matcher(target).matches() ? target : "'" + target + "'");
    }

    /** How it stands with a plugin; a plugin that nothing is known of is a failure that names those it could have been. */
    static PluginPermissions of(PermissionService service, PluginManager manager, String pluginId) {
        try {
            return service.of(pluginId);
        } catch (PluginNotFoundException unknown) {
            throw Plugins.unknown(manager, pluginId);
        }
    }

    /** The names of the vocabulary. */
    static Suggestions names(PermissionService service) {
        return words -> service.vocabulary().stream()
                .map(definition ->
                        new Suggestion(definition.name(), definition.sentence().replace("{target}", "…")))
                .toList();
    }

    /** What a plugin asks for and nobody has decided; the whole vocabulary where there is none. */
    static Suggestions undecidedNames(PermissionService service) {
        return words -> {
            List<Suggestion> undecided = undecided(service, words)
                    .map(request -> new Suggestion(request.permission(), PermissionViews.word(request.risk())))
                    .distinct()
                    .toList();
            return undecided.isEmpty() ? names(service).suggest(words) : undecided;
        };
    }

    static Suggestions undecidedTargets(PermissionService service) {
        return words -> undecided(service, words)
                .filter(request -> words.size() > 1 && request.permission().equals(words.get(1)))
                .map(request -> new Suggestion(request.target(), request.sentence()))
                .toList();
    }

    private static Stream<Request> undecided(PermissionService service, List<String> words) {
        return known(service, words).stream().flatMap(plugin -> plugin.undecided().stream());
    }

    static Suggestions grantedNames(PermissionService service) {
        return words -> granted(service, words)
                .map(decision -> new Suggestion(decision.permission()))
                .distinct()
                .toList();
    }

    static Suggestions grantedTargets(PermissionService service) {
        return words -> granted(service, words)
                .filter(decision -> words.size() > 1 && decision.permission().equals(words.get(1)))
                .map(decision -> new Suggestion(decision.target(), "granted by " + decision.by()))
                .toList();
    }

    private static Stream<Decision> granted(PermissionService service, List<String> words) {
        return known(service, words).stream()
                .flatMap(plugin -> plugin.decisions().stream())
                .filter(Decision::granted);
    }

    private static Optional<PluginPermissions> known(PermissionService service, List<String> words) {
        try {
            return words.isEmpty() ? Optional.empty() : Optional.of(service.of(words.get(0)));
        } catch (PluginNotFoundException unknown) {
            return Optional.empty();
        }
    }
}
