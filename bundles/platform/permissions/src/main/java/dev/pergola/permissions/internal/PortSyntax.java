package dev.pergola.permissions.internal;

import java.util.Optional;

/** Ports of this machine. */
final class PortSyntax implements Syntax {
    @Override
    public String expects() {
        return "a port such as '8080', a range such as '8000-8100', or '*' for any";
    }

    @Override
    public String otherwise() {
        return "";
    }

    @Override
    public String normal(String target) {
        String plain = Syntax.plain(target);
        if (plain.isEmpty()) throw new IllegalArgumentException("has no target");
        return PortRange.parse(plain).toString();
    }

    @Override
    public boolean covers(String wide, String narrow, Places places) {
        return PortRange.parse(wide).covers(PortRange.parse(narrow));
    }

    @Override
    public Optional<String> common(String one, String other, Places places) {
        return PortRange.parse(one).common(PortRange.parse(other)).map(PortRange::toString);
    }

    @Override
    public String shown(String target) {
        return PortRange.parse(target).shown();
    }
}
