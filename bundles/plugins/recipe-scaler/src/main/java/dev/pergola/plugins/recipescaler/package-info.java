/** Scales recipes, with the unit converter of another plugin. */
package dev.pergola.plugins.recipescaler;
