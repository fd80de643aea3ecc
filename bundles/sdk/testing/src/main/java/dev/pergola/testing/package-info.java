/**
 * A real runtime in a JUnit test: annotate the test class with {@link dev.pergola.testing.PergolaTest}, take a
 * {@link dev.pergola.testing.PluginClient} or a {@link dev.pergola.testing.PergolaRuntime} as a parameter, and assert
 * with {@link dev.pergola.testing.PergolaAssertions}. Nothing in it is simulated: the plugin goes through the same
 * pipeline, the same resolver and the same store as in production.
 */
@Export
@Version("1.0.0")
package dev.pergola.testing;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
