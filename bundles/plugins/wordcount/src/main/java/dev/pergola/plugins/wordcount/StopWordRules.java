package dev.pergola.plugins.wordcount;

import dev.pergola.api.extension.ConfigurationExtension;
import java.util.List;
import java.util.Map;
import org.osgi.service.component.annotations.Component;

/** What a stop word has to be, beyond a text: one word and no more, or it would never be found. */
@Component
public final class StopWordRules implements ConfigurationExtension {
    private static final String KEY = "stopWords";

    @Override
    public Map<String, Object> schema() {
        return Map.of(
                "properties",
                Map.of(KEY, Map.of("maxItems", 10_000, "items", Map.of("minLength", 1, "maxLength", 100))));
    }

    @Override
    public List<Problem> validate(Map<String, Object> configuration) {
        if (!(configuration.get(KEY) instanceof List<?> words)) return List.of();
        return words.stream()
                .map(String::valueOf)
                .filter(word -> !isOneWord(word.strip()))
                .map(word -> new Problem(KEY, "'" + word + "' is not one word, so it would never be found"))
                .toList();
    }

    private static boolean isOneWord(String text) {
        TextScanner scanner = new TextScanner(text);
        return scanner.next() && scanner.word().equals(text);
    }
}
