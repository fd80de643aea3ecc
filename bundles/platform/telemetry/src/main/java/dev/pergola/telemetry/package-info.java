/**
 * What an operator watches: the log of each plugin with its level, whether the runtime is alive and ready, and what it
 * measures. Anything that can be unwell registers a {@link dev.pergola.telemetry.HealthIndicator}, anything that has something
 * to measure a {@link dev.pergola.telemetry.MetricSource}.
 */
@Export
@Version("1.1.0")
package dev.pergola.telemetry;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
