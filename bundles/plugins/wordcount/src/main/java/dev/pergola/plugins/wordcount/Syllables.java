package dev.pergola.plugins.wordcount;

import java.util.Locale;

/** Guesses the number of syllables of an English word by its spelling: right for most words, near for the others. */
final class Syllables {
    private Syllables() {}

    static int of(String word) {
        String letters = word.toLowerCase(Locale.ROOT);
        int groups = 0;
        boolean inVowels = false;
        for (int i = 0; i < letters.length(); i++) {
            boolean vowel = isVowel(letters.charAt(i));
            if (vowel && !inVowels) groups++;
            inVowels = vowel;
        }
        return Math.max(1, groups - (endsSilent(letters) ? 1 : 0));
    }

    /** As in {@code whale} and {@code called}, unlike {@code little}, {@code the} and {@code wanted}. */
    private static boolean endsSilent(String word) {
        if (endsWithConsonantAnd(word, "e")) return !endsWithConsonantAnd(word, "le");
        return endsWithConsonantAnd(word, "ed") && !word.endsWith("ted") && !word.endsWith("ded");
    }

    private static boolean endsWithConsonantAnd(String word, String ending) {
        int before = word.length() - ending.length() - 1;
        return before >= 0 && word.endsWith(ending) && !isVowel(word.charAt(before));
    }

    private static boolean isVowel(char c) {
        return "aeiouyàâäæèéêëîïôöœùûü".indexOf(c) >= 0;
    }
}
