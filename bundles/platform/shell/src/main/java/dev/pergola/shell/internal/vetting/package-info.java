/** The commands on what is known of a jar, and on whom the site trusts. They are there where the bundle that vets is. */
package dev.pergola.shell.internal.vetting;
