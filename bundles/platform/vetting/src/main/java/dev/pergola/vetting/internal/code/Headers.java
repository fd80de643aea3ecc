package dev.pergola.vetting.internal.code;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.osgi.framework.Version;
import org.osgi.framework.VersionRange;

/** Takes the headers of an OSGi manifest apart. Whatever does not follow the grammar is left out, not guessed at. */
public final class Headers {
    private Headers() {}

    /**
     * A clause of a header: {@code path; path; attribute=value; directive:=value}.
     *
     * @param paths what stands before the first attribute
     * @param attributes attributes, without their types
     * @param directives directives
     */
    public record Clause(List<String> paths, Map<String, String> attributes, Map<String, String> directives) {
        /** Copies. */
        public Clause {
            paths = List.copyOf(paths);
            attributes = Map.copyOf(attributes);
            directives = Map.copyOf(directives);
        }

        /** The attribute, or an empty text. */
        public String attribute(String name) {
            return attributes.getOrDefault(name, "");
        }

        /** Whether the framework may do without it. */
        public boolean optional() {
            return "optional".equals(directives.get("resolution"));
        }

        /** The range in an attribute; any version where there is none. */
        public VersionRange range(String name) {
            String text = attribute(name);
            try {
                return new VersionRange(text.isEmpty() ? "0" : text);
            } catch (IllegalArgumentException e) {
                return new VersionRange("0");
            }
        }
    }

    /** The clauses of a header; none where it is not there. */
    public static List<Clause> clauses(Map<String, String> headers, String name) {
        return clauses(value(headers, name));
    }

    /** A header, its name in whatever case; empty where it is not there. */
    public static String value(Map<String, String> headers, String name) {
        for (Map.Entry<String, String> header : headers.entrySet()) {
            if (header.getKey().equalsIgnoreCase(name)) return header.getValue();
        }
        return "";
    }

    /** A version, {@code 0.0.0} where the text is none. */
    public static Version version(String text) {
        try {
            return Version.parseVersion(text.trim());
        } catch (IllegalArgumentException e) {
            return Version.emptyVersion;
        }
    }

    static List<Clause> clauses(String header) {
        List<Clause> clauses = new ArrayList<>();
        for (String clause : split(header, ',')) {
            List<String> paths = new ArrayList<>();
            Map<String, String> attributes = new HashMap<>();
            Map<String, String> directives = new HashMap<>();
            for (String part : split(clause, ';')) {
                int assigned = assignment(part);
                if (assigned < 0) {
                    if (!part.isBlank()) paths.add(unquoted(part));
                } else if (assigned > 0 && part.charAt(assigned - 1) == ':') {
                    directives.put(part.substring(0, assigned - 1).trim(), unquoted(part.substring(assigned + 1)));
                } else {
                    String name = part.substring(0, assigned).trim();
                    int type = name.indexOf(':');
                    attributes.put(type < 0 ? name : name.substring(0, type), unquoted(part.substring(assigned + 1)));
                }
            }
            if (!paths.isEmpty()) clauses.add(new Clause(paths, attributes, directives));
        }
        return clauses;
    }

    /** The values of an attribute that is a list. */
    public static List<String> list(String value) {
        return split(value, ',').stream()
                .map(String::trim)
                .filter(v -> !v.isEmpty())
                .toList();
    }

    /** Where the first {@code =} outside of quotes is; -1 for nowhere. */
    private static int assignment(String part) {
        boolean quoted = false;
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            if (c == '"') quoted = !quoted;
            if (c == '=' && !quoted) return i;
        }
        return -1;
    }

    private static String unquoted(String text) {
        String trimmed = text.trim();
        return trimmed.length() > 1 && trimmed.startsWith("\"") && trimmed.endsWith("\"")
                ? trimmed.substring(1, trimmed.length() - 1)
                : trimmed;
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        StringBuilder part = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') quoted = !quoted;
            if (c == '\\' && i + 1 < text.length()) {
                part.append(c).append(text.charAt(++i));
            } else if (c == separator && !quoted) {
                parts.add(part.toString());
                part.setLength(0);
            } else {
                part.append(c);
            }
        }
        parts.add(part.toString());
        return parts;
    }
}
