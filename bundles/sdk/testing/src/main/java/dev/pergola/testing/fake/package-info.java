/**
 * Stand-ins for what the platform hands a plugin, for unit tests that want no runtime: contexts, a state store and an
 * event bus in memory, and configuration annotations with their defaults. They keep the promises of the interfaces
 * they implement (copies, bounds, order), and nothing else; how a plugin behaves inside the platform is for
 * {@link dev.pergola.testing.PergolaTest} to show.
 */
@Export
@Version("1.0.0")
package dev.pergola.testing.fake;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
