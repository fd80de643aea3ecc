/** What plugins may do: the vocabulary, what was granted by whom, and what holds them to it. */
@Export
@Version("1.0.0")
package dev.pergola.permissions;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
