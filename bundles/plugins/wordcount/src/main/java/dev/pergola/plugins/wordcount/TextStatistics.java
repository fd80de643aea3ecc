package dev.pergola.plugins.wordcount;

import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** What there is to know of one text. */
record TextStatistics(
        int characters, int words, int sentences, int paragraphs, long syllables, Map<String, Integer> frequencies) {

    /**
     * Reads a text.
     *
     * @param onWord is told after each word how many there were so far, and may throw to end it
     */
    static TextStatistics of(String text, Settings settings, IntConsumer onWord) {
        Map<String, Integer> frequencies = new HashMap<>();
        TextScanner scanner = new TextScanner(text);
        int words = 0;
        long syllables = 0;
        while (scanner.next()) {
            words++;
            syllables += Syllables.of(scanner.word());
            frequencies.merge(settings.normal(scanner.word()), 1, Integer::sum);
            onWord.accept(words);
        }
        return new TextStatistics(
                text.codePointCount(0, text.length()),
                words,
                scanner.sentences(),
                scanner.paragraphs(),
                syllables,
                frequencies);
    }

    /** The most frequent words that are no stop words; equally frequent ones in alphabetical order. */
    List<Map<String, Object>> topWords(Settings settings) {
        return frequencies.entrySet().stream()
                .filter(entry -> !settings.stopWords().contains(entry.getKey()))
                .sorted(Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .limit(settings.topWords())
                .map(entry -> Map.<String, Object>of("word", entry.getKey(), "count", entry.getValue()))
                .toList();
    }

    /** The counts. */
    Map<String, Object> counts(Settings settings) {
        Map<String, Object> counts = new LinkedHashMap<>();
        counts.put("words", words);
        counts.put("distinctWords", frequencies.size());
        counts.put("topWords", topWords(settings));
        return counts;
    }

    /** The counts and all that follows from them. */
    Map<String, Object> all(Settings settings) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("characters", characters);
        all.put("sentences", sentences);
        all.put("paragraphs", paragraphs);
        all.putAll(counts(settings));
        all.put("readingTimeSeconds", Math.round(words * 60.0 / settings.wordsPerMinute()));
        if (words > 0) {
            all.put("wordsPerSentence", rounded((double) words / sentences));
            all.put("readingEase", rounded(readingEase()));
        }
        return all;
    }

    /** Flesch's reading ease for English: around 100 is very easy, around 0 very hard. */
    double readingEase() {
        return 206.835 - 1.015 * words / sentences - 84.6 * syllables / words;
    }

    private static double rounded(double value) {
        return Math.round(value * 100) / 100.0;
    }
}
