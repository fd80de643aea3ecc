/**
 * The event bus as the platform sees it: publishing as part of a transaction, a bus for each plugin that ends with it,
 * and the durable history with replay. Plugins use {@link dev.pergola.api.event.EventBus}; what they get is made here.
 */
@Export
@Version("1.0.0")
package dev.pergola.events;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
