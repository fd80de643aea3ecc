package dev.pergola.plugins.wordcount;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextScannerTest {
    @Test
    void keepsApostrophesAndHyphensInsideOfWords() {
        assertThat(words("‘Don’t’ the sea-hawks' well-nigh -- o'er—and 1851?"))
                .containsExactly("Don’t", "the", "sea-hawks", "well-nigh", "o'er", "and", "1851");
    }

    @Test
    void readsWordsOfOtherScriptsAndBeyondTheBasicPlane() {
        assertThat(words("Ἀχαιοῖς, кит; הלווייתן 鯨 \uD835\uDC00b cafe\u0301"))
                .containsExactly("Ἀχαιοῖς", "кит", "הלווייתן", "鯨", "\uD835\uDC00b", "cafe\u0301");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            Call me Ishmael.                          | 1
            Call me Ishmael                           | 1
            What? Me? No!!!                           | 3
            "Stop!" he said. "Why?"                   | 3
            Well... go on… then.                      | 3
            It cost 3.50 at pergola.dev today.        | 1
            Mr. Starbuck and Capt. Ahab met Dr. Bunger. | 1
            (So be it.) Amen.                         | 2
            Heave-ho.—And then?                       | 2
            . . . !                                   | 0
            """)
    void countsSentences(String text, int sentences) {
        assertThat(scan(text).sentences()).isEqualTo(sentences);
    }

    @Test
    void takesABlankLineForTheEndOfASentenceAndAParagraph() {
        TextScanner scanner = scan("CHAPTER 1. Loomings\n \nCall me\nIshmael\r\n\r\n\n\nSome years ago");

        assertThat(scanner.paragraphs()).isEqualTo(3);
        assertThat(scanner.sentences()).isEqualTo(4);
    }

    @Test
    void findsNothingInAnEmptyText() {
        TextScanner scanner = scan("");

        assertThat(scanner.paragraphs()).isZero();
        assertThat(scanner.word()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "whale,1",
        "the,1",
        "little,2",
        "called,1",
        "wanted,2",
        "sea,1",
        "ocean,2",
        "harpoon,2",
        "beautiful,3",
        "x,1",
        "readability,5",
        "1851,1",
        "syllable,3",
        "loaded,2",
        "be,1"
    })
    void guessesSyllables(String word, int syllables) {
        assertThat(Syllables.of(word)).isEqualTo(syllables);
    }

    private static TextScanner scan(String text) {
        TextScanner scanner = new TextScanner(text);
        while (scanner.next()) {}
        return scanner;
    }

    private static List<String> words(String text) {
        TextScanner scanner = new TextScanner(text);
        List<String> words = new ArrayList<>();
        while (scanner.next()) words.add(scanner.word());
        return words;
    }
}
