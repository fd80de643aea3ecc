/**
 * Every call into a plugin. {@link dev.pergola.execution.PluginCalls} finds the extension, picks the tier, sets the
 * deadline, meters, logs, and turns whatever happens into a {@link dev.pergola.api.Result}.
 * {@link dev.pergola.execution.PluginRoutes} is how the lifecycle says which instance of a plugin gets the calls.
 */
@Export
@Version("1.0.0")
package dev.pergola.execution;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
