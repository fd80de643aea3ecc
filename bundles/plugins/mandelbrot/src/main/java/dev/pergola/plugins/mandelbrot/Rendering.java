package dev.pergola.plugins.mandelbrot;

import dev.pergola.api.ExecutionContext;
import java.io.IOException;
import java.util.concurrent.CancellationException;

/** One tile on its way to an image. For one thread, and once. */
final class Rendering {
    /** A few milliseconds of work: a line can take a second, and whoever cancels a call does not wait for that. */
    private static final int ITERATIONS_BETWEEN_LOOKS = 1 << 20;

    private final Tile tile;
    private final ExecutionContext context;
    private long iterations;
    private long nextLook = ITERATIONS_BETWEEN_LOOKS;
    private int inside;

    Rendering(Tile tile, ExecutionContext context) {
        this.tile = tile;
        this.context = context;
    }

    /** Draws it, line by line. */
    byte[] png() throws IOException {
        try (PngWriter png = new PngWriter(tile.width(), tile.height(), Palette.RGB)) {
            byte[] pixels = new byte[tile.width()];
            for (int line = 0; line < tile.height(); line++) {
                endWhereCancelled(line);
                draw(line, pixels);
                png.line(pixels);
                context.progress((line + 1.0) / tile.height(), "line " + (line + 1) + " of " + tile.height());
            }
            return png.finish();
        }
    }

    /** How often the formula was applied, for all pixels together. */
    long iterations() {
        return iterations;
    }

    /** How many pixels did not escape. */
    int inside() {
        return inside;
    }

    private void draw(int line, byte[] pixels) {
        double imaginary = tile.imaginary(line);
        for (int column = 0; column < pixels.length; column++) {
            int escape = escape(tile.real(column), imaginary);
            boolean within = escape == tile.iterations();
            if (within) inside++;
            pixels[column] = within ? Palette.INSIDE : Palette.outside(escape);
            iterations += escape;
            if (iterations >= nextLook) {
                endWhereCancelled(line);
                nextLook = iterations + ITERATIONS_BETWEEN_LOOKS;
            }
        }
    }

    /** After how many steps of z = z² + c, from 0 on, z is further away than 2; the limit where it is not by then. */
    private int escape(double re, double im) {
        double x = 0;
        double y = 0;
        for (int steps = 0; steps < tile.iterations(); steps++) {
            double xx = x * x;
            double yy = y * y;
            if (xx + yy > 4) return steps;
            y = 2 * x * y + im;
            x = xx - yy + re;
        }
        return tile.iterations();
    }

    private void endWhereCancelled(int line) {
        if (context.cancelled() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("Cancelled in line " + (line + 1) + " of " + tile.height());
        }
    }
}
