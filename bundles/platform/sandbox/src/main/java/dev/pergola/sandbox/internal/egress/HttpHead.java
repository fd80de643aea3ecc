package dev.pergola.sandbox.internal.egress;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What comes before the body of a message in HTTP.
 *
 * @param first its first line
 * @param fields the others
 */
record HttpHead(String first, List<Field> fields) {
    private static final int LONGEST = 16_384;
    private static final int MOST_FIELDS = 200;
    private static final int MOST_BYTES = 65_536;
    private static final Pattern NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");

    /** Those that are about one connection, and no further. */
    private static final Set<String> OF_CONNECTION = Set.of(
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "upgrade",
            "http2-settings");

    HttpHead {
        fields = List.copyOf(fields);
    }

    /** A name and what it has; the name in the case that it came in. */
    record Field(String name, String value) {
        boolean is(String other) {
            return name.equalsIgnoreCase(other);
        }
    }

    /** Reads it, with the empty line after it; throws {@link MalformedException} where it is none, or too large. */
    static HttpHead read(Incoming in) throws IOException {
        String first = in.line(LONGEST);
        List<Field> fields = new ArrayList<>();
        int bytes = first.length();
        for (String line = in.line(LONGEST); !line.isEmpty(); line = in.line(LONGEST)) {
            bytes += line.length();
            if (fields.size() >= MOST_FIELDS || bytes > MOST_BYTES) throw new MalformedException("It is too large");
            int colon = line.indexOf(':');
            if (colon < 0 || !NAME.matcher(line.substring(0, colon)).matches())
                throw new MalformedException("A header is none");
            fields.add(new Field(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return new HttpHead(first, fields);
    }

    /** For the next connection, which is for this one message: others would go where the first one went. */
    HttpHead onceMore(String firstLine) {
        Set<String> own = new HashSet<>(OF_CONNECTION);
        for (Field field : fields)
            if (field.is("Connection"))
                for (String name : field.value().split(","))
                    own.add(name.strip().toLowerCase(Locale.ROOT));
        List<Field> kept = new ArrayList<>();
        for (Field field : fields) if (!own.contains(field.name().toLowerCase(Locale.ROOT))) kept.add(field);
        kept.add(new Field("Connection", "close"));
        return new HttpHead(firstLine, kept);
    }

    /** With one value for a name, and no other. */
    HttpHead with(String name, String value) {
        List<Field> others = new ArrayList<>(List.of(new Field(name, value)));
        for (Field field : fields) if (!field.is(name)) others.add(field);
        return new HttpHead(first, others);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(first).append("\r\n");
        for (Field field : fields)
            text.append(field.name()).append(": ").append(field.value()).append("\r\n");
        return text.append("\r\n").toString();
    }
}
