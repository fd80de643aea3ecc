/**
 * JVMs of their own for tasks of plugins. {@link dev.pergola.sandbox.Sandboxes} shows those that are there, and ends them.
 * Which plugins run there says the operator first ({@code sandbox.plugins}); execution asks this bundle for each call, and {@link
 * dev.pergola.sandbox.Placements} says what it would be told.
 */
@Export
@Version("1.0.0")
package dev.pergola.sandbox;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
