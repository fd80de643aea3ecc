/**
 * The door of the REST API to other bundles: with an {@link dev.pergola.http.ApiContribution} a bundle adds addresses to
 * it, and what is called there may use the API's own operations, in the name of the caller and with the checks that hold
 * for the caller.
 */
@Export
@Version("1.0.0")
package dev.pergola.http;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
