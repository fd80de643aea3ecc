/**
 * What must survive. Each interface is one thing the platform remembers, offered as an OSGi service; the SQL, the pool
 * and the migrations behind them are nobody else's business. A method has made its change durable when it returns, or,
 * inside of {@link dev.pergola.store.Transactions}, when the transaction has. Failures of the database are thrown as
 * {@link dev.pergola.store.StoreException}. All services may be used from several threads, and from threads that get
 * interrupted: an interrupt neither fails nor shortens a call, and is still set after it. Data is JSON-like, see
 * {@link dev.pergola.api.Values}, and is unmodifiable when it is read; times are kept to the microsecond.
 */
@Export
@Version("1.0.0")
package dev.pergola.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
