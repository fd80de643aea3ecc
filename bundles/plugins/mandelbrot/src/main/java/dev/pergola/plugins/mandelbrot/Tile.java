package dev.pergola.plugins.mandelbrot;

import dev.pergola.api.InvalidInputException;
import java.util.Map;

/**
 * A part of the plane, and how finely it is drawn.
 *
 * @param x centre on the real axis
 * @param y centre on the imaginary axis, which points up
 * @param span how wide it is on the plane; how high follows from the shape of the image
 * @param width pixels in a line
 * @param height lines
 * @param iterations after how many a point counts as inside the set
 */
record Tile(double x, double y, double span, int width, int height, int iterations) {
    static final int MAX_SIDE = 4_096;
    static final int MAX_PIXELS = 4 * 1024 * 1024;
    static final int MAX_ITERATIONS = 100_000;

    /** Deeper than this, neighbouring pixels would begin to fall on the same number. */
    private static final double MIN_SPAN = 1e-10;

    /** Nothing of the set is further from the centre than 2. */
    private static final double FAR = 4;

    /** From a task's input; what is missing there shows the whole set. */
    static Tile of(Map<String, Object> input) {
        Tile tile = new Tile(
                number(input, "x", -FAR, FAR, -0.5),
                number(input, "y", -FAR, FAR, 0),
                number(input, "span", MIN_SPAN, 2 * FAR, 3),
                whole(input, "width", MAX_SIDE, 640),
                whole(input, "height", MAX_SIDE, 480),
                whole(input, "iterations", MAX_ITERATIONS, 500));
        if (tile.width * tile.height > MAX_PIXELS) {
            throw new InvalidInputException("A tile of " + tile.width + " by " + tile.height + " has more than "
                    + MAX_PIXELS + " pixels: ask for several smaller ones");
        }
        return tile;
    }

    /** Where the middle of a pixel is on the real axis. */
    double real(int column) {
        return x + (column + 0.5 - width / 2.0) * step();
    }

    /** Where the middle of a pixel is on the imaginary axis; the first line is the topmost. */
    double imaginary(int line) {
        return y - (line + 0.5 - height / 2.0) * step();
    }

    private double step() {
        return span / width;
    }

    private static int whole(Map<String, Object> input, String key, int most, int otherwise) {
        double value = number(input, key, 1, most, otherwise);
        if (value != Math.rint(value)) throw new InvalidInputException("'" + key + "' must be a whole number");
        return (int) value;
    }

    private static double number(Map<String, Object> input, String key, double least, double most, double otherwise) {
        Object value = input.containsKey(key) ? input.get(key) : otherwise;
        if (value instanceof Number number && number.doubleValue() >= least && number.doubleValue() <= most) {
            return number.doubleValue();
        }
        throw new InvalidInputException("'" + key + "' must be a number from " + plain(least) + " to " + plain(most));
    }

    private static String plain(double bound) {
        return bound == Math.rint(bound) ? Long.toString((long) bound) : Double.toString(bound);
    }
}
