/**
 * What is known of a jar before anything of it runs: who signed it, what its code does, which of it is known to be unsafe;
 * and what this site decided about such findings.
 */
@Export
@Version("1.0.0")
package dev.pergola.vetting;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
