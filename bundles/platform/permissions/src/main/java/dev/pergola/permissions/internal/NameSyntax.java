package dev.pergola.permissions.internal;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names: one, all that begin with some words, or all.
 *
 * @param what what is named, in words
 * @param separator what the words of a name are joined by; empty where there is nothing between one name and all
 * @param example a name
 * @param otherwise what an empty target stands for
 */
record NameSyntax(String what, String separator, String example, String otherwise) implements Syntax {
    private static final Pattern NAME = Pattern.compile("[^\\s*\"',;()\\\\]+");

    @Override
    public String expects() {
        String some = separator.isEmpty() ? "" : ", the beginning of some as in '" + beginning() + "'";
        return "the name of " + article() + ' ' + what + " such as '" + example + "'" + some + ", or '*' for any";
    }

    private String article() {
        return "aeio".indexOf(what.charAt(0)) < 0 ? "a" : "an";
    }

    private String beginning() {
        int end = example.lastIndexOf(separator);
        return (end < 0 ? example : example.substring(0, end)) + separator + "*";
    }

    @Override
    public String normal(String target) {
        String plain = Syntax.plain(target);
        if (plain.isEmpty()) plain = otherwise;
        if (plain.isEmpty()) throw new IllegalArgumentException("has no target");
        if (plain.equals("*")) return plain;
        boolean open = !separator.isEmpty() && plain.endsWith(separator + "*");
        String name = open ? plain.substring(0, plain.length() - 2) : plain;
        if (!NAME.matcher(name).matches()) throw new IllegalArgumentException("has the target '" + plain + "'");
        return plain;
    }

    @Override
    public boolean covers(String wide, String narrow, Places places) {
        if (wide.equals("*") || wide.equals(narrow)) return true;
        return isOpen(wide) && narrow.startsWith(wide.substring(0, wide.length() - 1));
    }

    @Override
    public Optional<String> common(String one, String other, Places places) {
        return Syntax.narrower(this, one, other, places);
    }

    private boolean isOpen(String target) {
        return !separator.isEmpty() && target.endsWith(separator + "*");
    }

    @Override
    public String shown(String target) {
        if (target.equals("*")) return "any " + what;
        if (isOpen(target)) return "every " + what + " under " + target.substring(0, target.length() - 2);
        return target;
    }
}
