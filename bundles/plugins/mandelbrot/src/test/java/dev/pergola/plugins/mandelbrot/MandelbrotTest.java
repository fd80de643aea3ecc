package dev.pergola.plugins.mandelbrot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.api.Bytes;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.extension.Task;
import dev.pergola.testing.fake.FakeExecutionContext;
import dev.pergola.testing.fake.FakeExecutionContext.Progress;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MandelbrotTest {
    /** Pixels at -1.5, -0.5 and 0.5 on the real axis, and at i, 0 and -i on the other. */
    private static final Map<String, Object> NINE_PIXELS =
            Map.of("x", -0.5, "y", 0, "span", 3, "width", 3, "height", 3, "iterations", 50);

    private static final int BLACK = 0xff000000;
    private final Mandelbrot mandelbrot = new Mandelbrot();
    private final FakeExecutionContext context = FakeExecutionContext.of("mandelbrot");

    @Test
    void colorsEachPixelByHowLongItTakesToEscape() throws IOException {
        BufferedImage image = image(render(NINE_PIXELS));

        assertThat(image.getWidth()).isEqualTo(3);
        assertThat(image.getHeight()).isEqualTo(3);
        assertThat(image.getRGB(0, 1)).as("-1.5").isEqualTo(BLACK);
        assertThat(image.getRGB(1, 1)).as("-0.5").isEqualTo(BLACK);
        assertThat(image.getRGB(2, 1)).as("0.5, after 5 steps").isEqualTo(0xff0a2684);
        assertThat(image.getRGB(2, 0)).as("0.5 + i, after 2 steps").isEqualTo(0xff041370);
    }

    @Test
    void countsWhatItDid() throws IOException {
        assertThat(render(NINE_PIXELS))
                .containsEntry("mediaType", "image/png")
                .containsEntry("pixels", 9)
                .containsEntry("inside", 2)
                // Both inside to the limit, 0.5 after 5, and a line of 2, 4 and 2 above and below.
                .containsEntry("iterations", 2 * 50L + 5 + 2 * 8);
    }

    @Test
    void showsTheWholeSetWhereNothingIsAskedFor() throws IOException {
        BufferedImage image = image(render(Map.of()));

        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getHeight()).isEqualTo(480);
        assertThat(image.getRGB(320, 240)).isEqualTo(BLACK);
        assertThat(image.getRGB(0, 0)).isNotEqualTo(BLACK);
        for (int line = 0; line < 240; line++) {
            assertThat(image.getRGB(200, line))
                    .as("line %s and its mirror image", line)
                    .isEqualTo(image.getRGB(200, 479 - line));
        }
    }

    @Test
    void pointsTheImaginaryAxisUp() throws IOException {
        // Around i, which is in the set; 1.1 i is not.
        BufferedImage image = image(render(Map.of("x", 0, "y", 1, "span", 0.3, "width", 3, "height", 3)));

        assertThat(image.getRGB(1, 1)).isEqualTo(BLACK);
        assertThat(image.getRGB(1, 0)).as("1.1 i, after 4 steps").isEqualTo(0xff08207d);
    }

    @Test
    void givesTheSameForTheSame() throws IOException {
        assertThat(render(NINE_PIXELS)).isEqualTo(render(NINE_PIXELS));
    }

    @Test
    void tellsOfEachLine() throws IOException {
        render(NINE_PIXELS);

        assertThat(context.progress())
                .containsExactly(
                        new Progress(1 / 3.0, "line 1 of 3"),
                        new Progress(2 / 3.0, "line 2 of 3"),
                        new Progress(1, "line 3 of 3"));
    }

    @Test
    void endsInTheMiddleOfALineWhenItIsCancelled() {
        context.cancelAfter(3);

        assertThatThrownBy(() -> render(oneLongLine()))
                .isInstanceOf(CancellationException.class)
                .hasMessage("Cancelled in line 1 of 1");
        assertThat(context.progress()).isEmpty();
    }

    @Test
    void endsWhenItsThreadIsInterrupted() {
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> render(oneLongLine())).isInstanceOf(CancellationException.class);
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void saysWhatIsWrongWithAView() {
        refuses("x", "left", "'x' must be a number from -4 to 4");
        refuses("y", -4.5, "'y' must be a number from -4 to 4");
        refuses("span", 0, "'span' must be a number from 1.0E-10 to 8");
        refuses("width", 0, "'width' must be a number from 1 to 4096");
        refuses("height", 4097, "'height' must be a number from 1 to 4096");
        refuses("height", 10.5, "'height' must be a whole number");
        refuses("iterations", new BigDecimal("1e999999999"), "'iterations' must be a number from 1 to 100000");
        Map<String, Object> nothing = new HashMap<>();
        nothing.put("width", null);
        refuses(nothing, "'width' must be a number from 1 to 4096");
        refuses(
                Map.of("width", 4096, "height", 1025),
                "A tile of 4096 by 1025 has more than 4194304 pixels: ask for several smaller ones");
    }

    @Test
    void refusesOtherTasks() {
        assertThatThrownBy(() -> mandelbrot.process(new Task("RENDER_JULIA", Map.of()), context))
                .isInstanceOf(UnsupportedTaskTypeException.class);
    }

    /** Black from end to end, which takes 409,600,000 iterations. */
    private static Map<String, Object> oneLongLine() {
        return Map.of("x", 0, "y", 0, "span", 0.1, "width", 4096, "height", 1, "iterations", 100_000);
    }

    private void refuses(String key, Object value, String message) {
        refuses(Map.of(key, value), message);
    }

    private void refuses(Map<String, Object> input, String message) {
        assertThatThrownBy(() -> render(input))
                .isInstanceOf(InvalidInputException.class)
                .hasMessage(message);
    }

    private Map<String, Object> render(Map<String, Object> input) throws IOException {
        return mandelbrot.process(new Task("RENDER_TILE", input), context).output();
    }

    private static BufferedImage image(Map<String, Object> answer) throws IOException {
        Bytes png = (Bytes) answer.get("image");
        assertThat(answer).containsEntry("bytes", png.length());
        return ImageIO.read(png.open());
    }
}
