package dev.pergola.plugins.concordance;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.Sandboxed;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** Does the task {@code INDEX_TEXT}. */
@Plugin(
        id = "concordance",
        name = "Concordance",
        author = "Pergola",
        description = "Makes up a large text and indexes its words in memory.",
        license = "Apache-2.0",
        category = "text",
        tags = {"sample", "sandbox", "index"})
@Component
@Sandboxed
@TaskTypes("INDEX_TEXT")
@Named("concordance")
public final class Concordance implements TaskProcessor {
    @Override
    public TaskResult process(Task task, ExecutionContext context) throws IOException {
        if (!task.type().equals("INDEX_TEXT")) throw new UnsupportedTaskTypeException(task.type());
        Order order = Order.of(task.input());
        try (ScratchFile file = new ScratchFile(context.plugin().dataDirectory(), context.executionId())) {
            new RandomText(order.seed()).write(file, order.bytes(), new Pace(context, "writing", 0));
            List<String[]> text = TextReader.read(file, new Pace(context, "reading", Pace.SHARE));
            WordIndex index = WordIndex.of(text, new Pace(context, "indexing", 2 * Pace.SHARE));
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("bytes", file.size());
            answer.put("lines", index.lines());
            answer.put("words", index.words());
            answer.put("distinctWords", index.distinctWords());
            answer.put("topWords", index.top(order.top()));
            answer.put("firstLine", String.join(" ", text.get(0)));
            answer.put("lastLine", String.join(" ", text.get(text.size() - 1)));
            return TaskResult.of(answer);
        }
    }
}
