/** The units and how they are converted. */
package dev.pergola.plugins.units.internal;
