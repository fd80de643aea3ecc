/**
 * What an operator watches: the log of each plugin with its level, and whether the runtime is alive and ready. Anything
 * that can be unwell registers a {@link dev.pergola.telemetry.HealthIndicator}.
 */
@Export
@Version("1.0.0")
package dev.pergola.telemetry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
