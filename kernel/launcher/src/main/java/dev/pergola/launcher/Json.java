package dev.pergola.launcher;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * As much JSON as a command needs: reads a document (RFC 8259) into maps, lists, strings, doubles, booleans and {@link
 * #NULL}, and quotes a string. The kernel has no other use for JSON, so no library is worth its start-up time.
 */
final class Json {
    /** What {@code null} is read as. */
    static final Object NULL = new Object();

    private static final int MAX_DEPTH = 200;

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /** Reads a whole document; throws {@link IllegalArgumentException} saying where it is none. */
    static Object read(String text) {
        Json reader = new Json(text);
        Object value = reader.value(0);
        reader.skipSpace();
        if (reader.at < text.length()) throw reader.error("something follows the end of the document");
        return value;
    }

    /** A string as JSON. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> quoted.append('\\').append(c);
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (c < ' ' || Character.isSurrogate(c)) quoted.append("\\u%04x".formatted((int) c));
                    else quoted.append(c);
                }
            }
        }
        return quoted.append('"').toString();
    }

    private Object value(int depth) {
        if (depth > MAX_DEPTH) throw error("it is nested too deeply");
        skipSpace();
        if (at >= text.length()) throw error("it ends too early");
        char c = text.charAt(at);
        return switch (c) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        if (skip('}')) return object;
        do {
            skipSpace();
            if (at >= text.length() || text.charAt(at) != '"') throw error("a name in quotes is expected");
            String name = string();
            if (!skip(':')) throw error("a colon is expected");
            object.put(name, value(depth + 1));
        } while (skip(','));
        if (!skip('}')) throw error("a comma or } is expected");
        return object;
    }

    private List<Object> array(int depth) {
        List<Object> array = new ArrayList<>();
        at++;
        if (skip(']')) return array;
        do {
            array.add(value(depth + 1));
        } while (skip(','));
        if (!skip(']')) throw error("a comma or ] is expected");
        return array;
    }

    private String string() {
        StringBuilder value = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return value.toString();
            if (c < ' ') throw error("a control character must be escaped");
            value.append(c == '\\' ? escape() : c);
        }
        throw error("a string is not closed");
    }

    private char escape() {
        if (at >= text.length()) throw error("it ends too early");
        char c = text.charAt(at++);
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw error("there is no escape \\" + c);
        };
    }

    private char unicode() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = at < text.length() ? Character.digit(text.charAt(at++), 16) : -1;
            if (digit < 0) throw error("four hexadecimal digits are expected");
            value = value * 16 + digit;
        }
        return (char) value;
    }

    private Object word(String word, Object value) {
        if (!text.startsWith(word, at)) throw error("a value is expected");
        at += word.length();
        return value;
    }

    private Double number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        String number = text.substring(start, at);
        if (!number.matches("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?")) {
            at = start;
            throw error("a value is expected");
        }
        return Double.valueOf(number);
    }

    private boolean skip(char c) {
        skipSpace();
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private IllegalArgumentException error(String what) {
        long line = text.substring(0, Math.min(at, text.length()))
                        .chars()
                        .filter(c -> c == '\n')
                        .count()
                + 1;
        int column = at - text.lastIndexOf('\n', Math.max(0, at - 1));
        return new IllegalArgumentException("line " + line + ", column " + column + ": " + what);
    }
}
