/** Renders tiles of the Mandelbrot set: much work for a processor, and nothing else. */
package dev.pergola.plugins.mandelbrot;
