/**
 * The points at which a plugin extends its host: plain interfaces, registered as OSGi services. A plugin implements
 * the ones it needs; the platform finds them, calls them with a deadline and a meter, and drops them with the plugin.
 * Every interface here may gain default methods in a minor version.
 */
@Export
@Version("1.0.0")
package dev.pergola.api.extension;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
