package dev.pergola.plugins.wordcount;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;

/** One configuration, ready to use. */
record Settings(int topWords, boolean ignoreCase, Set<String> stopWords, int wordsPerMinute) {
    Settings {
        Set<String> words = new TreeSet<>();
        for (String word : stopWords) {
            if (!word.isBlank()) words.add(normal(word.strip(), ignoreCase));
        }
        stopWords = Set.copyOf(words);
    }

    static Settings of(WordCountConfiguration configuration) {
        return new Settings(
                configuration.topWords(),
                configuration.ignoreCase(),
                new TreeSet<>(List.of(configuration.stopWords())),
                configuration.wordsPerMinute());
    }

    String normal(String word) {
        return normal(word, ignoreCase);
    }

    private static String normal(String word, boolean ignoreCase) {
        String plain = word.replace('\u2019', '\'');
        return ignoreCase ? plain.toLowerCase(Locale.ROOT) : plain;
    }
}
