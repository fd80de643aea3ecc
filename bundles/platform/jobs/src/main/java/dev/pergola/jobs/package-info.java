/**
 * Tasks that nobody waits for, in a queue that survives a restart. {@link dev.pergola.jobs.Jobs} takes them and tells how
 * they stand. A job is done at least once: where the runtime ends while it runs, it is begun again by the next one.
 */
@Export
@Version("1.0.0")
package dev.pergola.jobs;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
