/**
 * The event bus: how plugins and the platform speak to each other without knowing each other. Delivery is
 * asynchronous; a slow or failing handler delays nobody else.
 */
@Export
@Version("1.0.0")
package dev.pergola.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
