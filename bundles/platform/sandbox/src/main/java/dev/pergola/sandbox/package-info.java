/**
 * JVMs of their own for tasks of plugins. {@link dev.pergola.sandbox.Sandboxes} shows those that are there, and ends them.
 * Which plugins run there says the operator ({@code sandbox.plugins}); execution asks this bundle for each call.
 */
@Export
@Version("1.0.0")
package dev.pergola.sandbox;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
