/**
 * From a jar in a folder to an active plugin and back. {@link dev.pergola.lifecycle.PluginManager} is what shell, API
 * and drop-in folder all go through. {@link dev.pergola.lifecycle.SignatureVerifier}, {@link
 * dev.pergola.lifecycle.Vetter} and {@link dev.pergola.lifecycle.PermissionPolicy} are where other bundles have a say
 * before a jar is installed.
 */
@Export
@Version("1.0.0")
package dev.pergola.lifecycle;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
