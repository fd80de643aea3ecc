package dev.pergola.lifecycle;

/**
 * Where in a jar something was found, so that whoever has to judge a {@link Verdict} can look at it.
 *
 * @param where the class, as {@code com.example.Type}, or the entry of the jar; empty for the jar as a whole
 * @param member the method or field with its parameter types, empty where it is not in one
 * @param line the line in the source; 0 where it is not known
 * @param detail what is there, such as the method that is called
 */
public record Evidence(String where, String member, int line, String detail) {
    /** An entry of the jar, or the jar as a whole. */
    public static Evidence in(String where, String detail) {
        return new Evidence(where, "", 0, detail);
    }

    @Override
    public String toString() {
        String place = where + (member.isEmpty() ? "" : "#" + member) + (line > 0 ? ":" + line : "");
        return place.isEmpty() ? detail : place + ": " + detail;
    }
}
