package dev.pergola.plugins.mandelbrot;

/** The colours: black for the set, and around it a circle of colours that is gone through again and again. */
final class Palette {
    /** The number of the colour of what is inside. */
    static final byte INSIDE = 0;

    private static final int[][] STOPS = {{0, 7, 100}, {32, 107, 203}, {237, 255, 255}, {255, 170, 0}};
    private static final int STEPS = 16;
    private static final int COLOURS = STOPS.length * STEPS;

    /** Red, green and blue of each colour, as a PNG wants them. Not to be changed. */
    static final byte[] RGB = rgb();

    private Palette() {}

    /** The number of the colour of what escapes after so many steps. */
    static byte outside(int steps) {
        return (byte) (1 + steps % COLOURS);
    }

    private static byte[] rgb() {
        byte[] rgb = new byte[3 * (1 + COLOURS)];
        for (int colour = 0; colour < COLOURS; colour++) {
            int[] from = STOPS[colour / STEPS];
            int[] to = STOPS[(colour / STEPS + 1) % STOPS.length];
            int way = colour % STEPS;
            for (int part = 0; part < 3; part++) {
                rgb[3 * (1 + colour) + part] = (byte) ((from[part] * (STEPS - way) + to[part] * way) / STEPS);
            }
        }
        return rgb;
    }
}
