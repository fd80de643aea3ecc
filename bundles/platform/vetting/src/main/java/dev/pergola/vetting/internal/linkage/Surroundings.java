package dev.pergola.vetting.internal.linkage;

import java.util.List;

/** What a jar would find around itself in the framework. */
interface Surroundings {
    /** All who export a package, whatever the version, in the order in which the framework prefers them. */
    List<Provider> exporters(String packageName);

    /** All packages that bundles of this symbolic name export, in the same order. */
    List<Provider> exportedBy(String symbolicName);

    /** The classes of the running Java. */
    Scope java();

    /** Whether a package comes from the running Java without being imported. */
    boolean isDelegated(String packageName);
}
