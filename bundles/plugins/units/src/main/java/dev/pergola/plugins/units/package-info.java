/**
 * What other plugins may use of this one: a service that converts units. A plugin that does so declares
 * {@code @DependsOn(plugin = "units", version = "[1.0,2.0)")} and takes a {@link UnitConverter} as a reference.
 *
 * <p>The bundle always uses its own copy of this package, never that of another version of itself: during an update two
 * versions are there at a time, and neither may hold on to the other.
 */
@Export(substitution = Export.Substitution.NOIMPORT)
@Version("1.0.0")
package dev.pergola.plugins.units;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
