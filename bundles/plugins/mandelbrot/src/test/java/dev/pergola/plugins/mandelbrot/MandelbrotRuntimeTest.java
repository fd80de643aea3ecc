package dev.pergola.plugins.mandelbrot;

import static dev.pergola.testing.PergolaAssertions.assertThat;
import static dev.pergola.testing.PergolaAssertions.assertThatOutput;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.pergola.api.Bytes;
import dev.pergola.api.Status;
import dev.pergola.testing.PergolaTest;
import dev.pergola.testing.PluginClient;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

@PergolaTest(settings = "execution.stuck-calls=1")
class MandelbrotRuntimeTest {
    @Test
    void rendersTheWholeSetWhereNothingIsAskedFor(PluginClient mandelbrot) throws IOException {
        Map<String, Object> answer = mandelbrot.execute(Map.of()).orElseThrow().output();

        BufferedImage image = ImageIO.read(((Bytes) answer.get("image")).open());
        assertThat(image.getWidth()).isEqualTo(640);
        assertThat(image.getRGB(320, 240)).as("the centre, which is inside").isEqualTo(0xff000000);
    }

    /** A plugin that does not let go of one thread gets no further calls here. */
    @Test
    void letsGoOfItsThreadWhenItsTimeIsUp(PluginClient mandelbrot) {
        Map<String, Object> allBlack = Map.of("span", 1e-3, "width", 2048, "height", 2048, "iterations", 100_000);
        assertThat(mandelbrot.execute("RENDER_TILE", allBlack, Duration.ofMillis(200)))
                .endedAs(Status.TIMEOUT);

        await().untilAsserted(() -> assertThatOutput(mandelbrot.execute("RENDER_TILE", Map.of("width", 8, "height", 8)))
                .containsEntry("pixels", 64));
    }

    @Test
    void refusesWhatItCannotRender(PluginClient mandelbrot) {
        assertThat(mandelbrot.execute("RENDER_TILE", Map.of("width", -1)))
                .endedAs(Status.REJECTED)
                .hasMessageContaining("'width'");
    }
}
