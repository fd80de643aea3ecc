/** A plugin that defines a permission and asks its callers for it. */
@Export
@Version("1.0.0")
package dev.pergola.acceptance.invoices;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
