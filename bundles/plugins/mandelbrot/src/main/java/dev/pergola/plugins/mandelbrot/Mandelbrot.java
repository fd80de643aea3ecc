package dev.pergola.plugins.mandelbrot;

import dev.pergola.api.Bytes;
import dev.pergola.api.ExecutionContext;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.ResourceEstimate;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Does the task {@code RENDER_TILE}. */
@Plugin(
        id = "mandelbrot",
        name = "Mandelbrot",
        author = "Pergola",
        description = "Renders tiles of the Mandelbrot set as PNG.",
        license = "Apache-2.0",
        category = "graphics",
        tags = {"sample", "sandbox", "image"})
@Component
@ResourceEstimate(cpuMillis = 2_000)
@TaskTypes("RENDER_TILE")
@Named("mandelbrot")
public final class Mandelbrot implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) throws IOException {
        if (!task.type().equals("RENDER_TILE")) throw new UnsupportedTaskTypeException(task.type());
        Tile tile = Tile.of(task.input());
        Rendering rendering = new Rendering(tile, context);
        byte[] png = rendering.png();
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("mediaType", "image/png");
        answer.put("image", Bytes.of(png));
        answer.put("bytes", png.length);
        answer.put("pixels", tile.width() * tile.height());
        answer.put("inside", rendering.inside());
        answer.put("iterations", rendering.iterations());
        return TaskResult.of(answer);
    }
}
