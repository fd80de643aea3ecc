package dev.pergola.lifecycle;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What moves with a jar that takes the place of another: those that are wired to the other start anew, wired to what is there
 * then.
 *
 * @param leaving ids of the bundles that go: that of the jar that is replaced, and those of its dependents
 * @param dependents those that start anew, nearest first
 */
public record Rewiring(Set<Long> leaving, List<Dependent> dependents) {
    /** Nobody moves. */
    public static final Rewiring NONE = new Rewiring(Set.of(), List.of());

    /** Copies. */
    public Rewiring {
        leaving = Set.copyOf(leaving);
        dependents = List.copyOf(dependents);
    }

    /**
     * An installed plugin or library that starts anew.
     *
     * @param id its id, or symbolic name
     * @param version its version, which stays the same
     * @param jar its jar, which is kept in the data directory
     * @param digest SHA-256 of the jar
     * @param bundleId the bundle that it runs as until then
     */
    public record Dependent(String id, String version, Path jar, String digest, long bundleId) {
        @Override
        public String toString() {
            return id + " " + version;
        }
    }
}
