/**
 * A plugin's metadata, written once on its classes. At build time bnd turns these annotations into OSGi capabilities,
 * requirements and headers, so that the OSGi resolver sees what a plugin is and needs; nobody writes a manifest.
 */
@Export
@Version("1.0.0")
package dev.pergola.api.annotation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
