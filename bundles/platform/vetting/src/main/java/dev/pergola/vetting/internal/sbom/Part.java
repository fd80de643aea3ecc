package dev.pergola.vetting.internal.sbom;

/**
 * A library that is in a jar.
 *
 * @param coordinates what Maven calls it, as far as that is known
 * @param archive the jar that it is in
 * @param evidence what says so
 */
public record Part(Coordinates coordinates, Archive archive, Evidence evidence) {
    /** How it is known, the strongest first. */
    public enum Evidence {
        /** Maven left its name. */
        POM,
        /** Its manifest names it as a bundle. */
        BUNDLE,
        /** Packages that are its, and perhaps a version in the manifest. */
        PACKAGES
    }
}
