package dev.pergola.plugins.concordance;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** On which lines of a text each of its words stands. All of it is on the heap, as it is meant to be. For one thread. */
final class WordIndex {
    private static final Comparator<Map.Entry<String, Places>> RAREST_FIRST =
            Comparator.<Map.Entry<String, Places>>comparingInt(
                            entry -> entry.getValue().count())
                    .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder()));

    private final Map<String, Places> places = new HashMap<>();
    private int lines;
    private int words;

    /** Of a text, given as the words of each line. */
    static WordIndex of(List<String[]> text, Pace pace) {
        WordIndex index = new WordIndex();
        for (String[] line : text) {
            index.add(line);
            pace.at(index.lines, index.lines, text.size());
        }
        return index;
    }

    /** The next line. */
    void add(String... line) {
        lines++;
        for (String word : line) {
            places.computeIfAbsent(word, first -> new Places()).add(lines);
        }
        words += line.length;
    }

    int lines() {
        return lines;
    }

    int words() {
        return words;
    }

    int distinctWords() {
        return places.size();
    }

    /** The most frequent words; equally frequent ones in alphabetical order. */
    List<Map<String, Object>> top(int count) {
        // Never more than asked for: sorting millions takes seconds, and a copy of them all.
        PriorityQueue<Map.Entry<String, Places>> best = new PriorityQueue<>(RAREST_FIRST);
        for (Map.Entry<String, Places> entry : places.entrySet()) {
            best.add(entry);
            if (best.size() > count) best.poll();
        }
        List<Map.Entry<String, Places>> sorted = new ArrayList<>(best);
        sorted.sort(RAREST_FIRST.reversed());
        return sorted.stream()
                .map(entry -> Map.<String, Object>of(
                        "word", entry.getKey(),
                        "count", entry.getValue().count(),
                        "firstLine", entry.getValue().first(),
                        "lastLine", entry.getValue().last()))
                .toList();
    }
}
