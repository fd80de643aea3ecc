/**
 * What a plugin author sees first: the contexts a plugin is handed, the results its calls end in, its metadata, and
 * the builder for tests and embedded use. Types that the platform implements are {@code @ProviderType}: call them, do
 * not implement them. Everything here is immutable or safe for use from several threads, and no method takes or
 * returns {@code null}.
 */
@Export
@Version("1.0.0")
package dev.pergola.api;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
