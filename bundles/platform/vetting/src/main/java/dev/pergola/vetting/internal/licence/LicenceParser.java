package dev.pergola.vetting.internal.licence;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses SPDX licence expressions: {@code AND} binds more than {@code OR}, {@code WITH} more than both. */
final class LicenceParser {
    private static final int LONGEST = 4_096;
    private static final int DEEPEST = 50;
    private static final Pattern TOKEN = Pattern.compile("\\s*([()]|[A-Za-z0-9.+:-]{1,128})");

    private final List<String> tokens;
    private int at;

    private LicenceParser(List<String> tokens) {
        this.tokens = tokens;
    }

    /** The expression; empty where it is none. */
    static Optional<Licence> parse(String text) {
        Optional<List<String>> tokens = tokens(text.strip());
        if (tokens.isEmpty() || tokens.get().isEmpty()) return Optional.empty();
        LicenceParser parser = new LicenceParser(tokens.get());
        try {
            Licence licence = parser.or(0);
            return parser.at == parser.tokens.size() ? Optional.of(licence) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<List<String>> tokens(String text) {
        if (text.length() > LONGEST) return Optional.empty();
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        int end = 0;
        while (end < text.length()) {
            if (!matcher.find(end) || matcher.start() != end) return Optional.empty();
            tokens.add(matcher.group(1));
            end = matcher.end();
        }
        return Optional.of(tokens);
    }

    private Licence or(int depth) {
        List<Licence> choices = new ArrayList<>(List.of(and(depth)));
        while (take("OR")) choices.add(and(depth));
        return choices.size() == 1 ? choices.get(0) : new Licence.Or(List.copyOf(choices));
    }

    private Licence and(int depth) {
        List<Licence> parts = new ArrayList<>(List.of(one(depth)));
        while (take("AND")) parts.add(one(depth));
        return parts.size() == 1 ? parts.get(0) : new Licence.And(List.copyOf(parts));
    }

    private Licence one(int depth) {
        if (depth > DEEPEST) throw new IllegalArgumentException("too deep");
        if (take("(")) {
            Licence inner = or(depth + 1);
            if (!take(")")) throw new IllegalArgumentException("no end");
            return inner;
        }
        String id = word();
        return new Licence.One(id, take("WITH") ? word() : "");
    }

    private String word() {
        if (at == tokens.size()) throw new IllegalArgumentException("cut off");
        String word = tokens.get(at++);
        boolean keyword = List.of("(", ")", "AND", "OR", "WITH").contains(word.toUpperCase(Locale.ROOT));
        if (keyword) throw new IllegalArgumentException("no licence");
        return word;
    }

    private boolean take(String token) {
        if (at == tokens.size() || !tokens.get(at).equalsIgnoreCase(token)) return false;
        at++;
        return true;
    }
}
