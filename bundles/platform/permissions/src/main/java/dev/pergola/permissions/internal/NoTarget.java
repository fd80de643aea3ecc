package dev.pergola.permissions.internal;

import java.util.Optional;

/** For permissions that one has or has not. */
final class NoTarget implements Syntax {
    @Override
    public String expects() {
        return "no target";
    }

    @Override
    public String otherwise() {
        return "";
    }

    @Override
    public String normal(String target) {
        // What grants everything of a permission grants this too.
        String plain = Syntax.plain(target);
        if (plain.isEmpty() || plain.equals("*")) return "";
        throw new IllegalArgumentException("has a target, and there is none to name");
    }

    @Override
    public boolean covers(String wide, String narrow, Places places) {
        return true;
    }

    @Override
    public Optional<String> common(String one, String other, Places places) {
        return Optional.of("");
    }

    @Override
    public String shown(String target) {
        return "";
    }
}
