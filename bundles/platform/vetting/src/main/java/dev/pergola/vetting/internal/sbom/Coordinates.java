package dev.pergola.vetting.internal.sbom;

import java.util.regex.Pattern;

/**
 * What Maven calls a library.
 *
 * @param group its group
 * @param artifact its artifact
 * @param version its version; empty where it is not known
 */
public record Coordinates(String group, String artifact, String version) {
    /** Versions are compared step by step: a longer one is nobody's, and would only cost time. */
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z.+_-]{0,128}");

    private static final Pattern NAME = Pattern.compile("[0-9A-Za-z._-]{1,200}");

    /** As they stand in a jar; what is no version is none. */
    static Coordinates of(String group, String artifact, String version) {
        String stripped = version.strip();
        return new Coordinates(
                group.strip(), artifact.strip(), VERSION.matcher(stripped).matches() ? stripped : "");
    }

    boolean isPlausible() {
        return NAME.matcher(group).matches() && NAME.matcher(artifact).matches();
    }

    /** As advisories name it. */
    public String key() {
        return group + ":" + artifact;
    }

    @Override
    public String toString() {
        return version.isEmpty() ? key() : key() + ":" + version;
    }
}
