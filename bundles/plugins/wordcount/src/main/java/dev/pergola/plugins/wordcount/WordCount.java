package dev.pergola.plugins.wordcount;

import dev.pergola.api.ExecutionContext;
import dev.pergola.api.InvalidInputException;
import dev.pergola.api.UnsupportedTaskTypeException;
import dev.pergola.api.annotation.Named;
import dev.pergola.api.annotation.Plugin;
import dev.pergola.api.annotation.TaskTypes;
import dev.pergola.api.extension.Task;
import dev.pergola.api.extension.TaskProcessor;
import dev.pergola.api.extension.TaskResult;
import java.util.concurrent.CancellationException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Modified;
import org.osgi.service.metatype.annotations.Designate;

/** Does the tasks {@code WORD_COUNT} and {@code TEXT_STATISTICS} for the text under {@code text}. */
@Plugin(
        id = "wordcount",
        name = "Word count",
        author = "Pergola",
        description = "Counts words and measures how a text reads.",
        license = "Apache-2.0",
        category = "text",
        tags = {"sample", "statistics", "readability"})
@Component(configurationPid = "wordcount")
@Designate(ocd = WordCountConfiguration.class)
@TaskTypes({"WORD_COUNT", "TEXT_STATISTICS"})
@Named("wordcount")
public final class WordCount implements TaskProcessor {
    static final int MAX_CHARACTERS = 16 * 1024 * 1024;
    private static final int WORDS_BETWEEN_LOOKS = 4096;

    /** Replaced as a whole: a call goes on with the settings that it began with. */
    private volatile Settings settings;

    /** With the operator's configuration. */
    @Activate
    public WordCount(WordCountConfiguration configuration) {
        settings = Settings.of(configuration);
    }

    @Modified
    void configure(WordCountConfiguration configuration) {
        settings = Settings.of(configuration);
    }

    @Override
    public TaskResult process(Task task, ExecutionContext context) {
        Settings now = settings;
        return switch (task.type()) {
            case "WORD_COUNT" -> TaskResult.of(read(task, now, context).counts(now));
            case "TEXT_STATISTICS" -> TaskResult.of(read(task, now, context).all(now));
            default -> throw new UnsupportedTaskTypeException(task.type());
        };
    }

    private static TextStatistics read(Task task, Settings settings, ExecutionContext context) {
        if (!(task.input().get("text") instanceof String text)) {
            throw new InvalidInputException("The input needs the text to count as a string under 'text'");
        }
        if (text.length() > MAX_CHARACTERS) {
            throw new InvalidInputException("The text has " + text.length() + " characters; at most " + MAX_CHARACTERS
                    + " can be counted at once: split it");
        }
        return TextStatistics.of(text, settings, words -> {
            if (words % WORDS_BETWEEN_LOOKS == 0 && context.cancelled()) {
                throw new CancellationException("Cancelled after " + words + " words");
            }
        });
    }
}
