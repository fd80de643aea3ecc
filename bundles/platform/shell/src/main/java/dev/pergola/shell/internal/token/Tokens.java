package dev.pergola.shell.internal.token;

import dev.pergola.access.AccessTokens;
import dev.pergola.access.Token;
import dev.pergola.shell.internal.command.Suggestions;
import dev.pergola.shell.internal.command.Suggestions.Suggestion;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the commands on tokens have in common. */
final class Tokens {
    private Tokens() {}

    /** The names of the tokens that there are. */
    static Suggestions names(AccessTokens tokens) {
        return words -> tokens.list().stream()
                .map(token -> new Suggestion(token.name(), token.role().word()))
                .toList();
    }

    /** A token as JSON. */
    static Map<String, Object> view(Token token) {
        Map<String, Object> view = new LinkedHashMap<>();
        view.put("id", token.id());
        view.put("name", token.name());
        view.put("role", token.role().word());
        view.put("plugins", token.plugins());
        token.forPlugin().ifPresent(plugin -> view.put("for_plugin", plugin));
        view.put("created_at", token.createdAt().toString());
        view.put("created_by", token.createdBy());
        token.expiresAt().ifPresent(time -> view.put("expires_at", time.toString()));
        token.lastUsedAt().ifPresent(time -> view.put("last_used_at", time.toString()));
        return view;
    }
}
