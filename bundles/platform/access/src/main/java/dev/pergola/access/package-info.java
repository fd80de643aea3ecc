/**
 * Who may do what (R133). A {@link dev.pergola.access.Role} says what its bearer may; a token carries one, perhaps for some
 * plugins and for some time only. HTTP asks for it with every request; shell and HTTP make and revoke tokens through the
 * same {@link dev.pergola.access.AccessTokens}, which notes in the audit log who did.
 */
@Export
@Version("1.0.0")
package dev.pergola.access;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
