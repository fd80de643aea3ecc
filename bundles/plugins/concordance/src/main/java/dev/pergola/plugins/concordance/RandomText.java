package dev.pergola.plugins.concordance;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** A text that looks like one from afar. The same seed gives the same one, on every Java. For one thread. */
final class RandomText {
    private static final String CONSONANTS = "tnrslhdcmpfgwbkvjxzq";
    private static final String VOWELS = "eaoiu";
    private static final int WORDS_A_LINE = 12;
    private static final int MOST_SYLLABLES = 4;
    private static final int BUFFER = 1 << 16;

    private final Random random;

    RandomText(int seed) {
        random = new Random(seed);
    }

    /** Writes whole lines, as many as there is room for. */
    void write(ScratchFile file, long bytes, Pace pace) throws IOException {
        // Not closed, since that would end the file: it is read next.
        OutputStream output = new BufferedOutputStream(file.output(), BUFFER);
        long written = 0;
        int lines = 0;
        while (true) {
            byte[] line = line().getBytes(StandardCharsets.US_ASCII);
            if (written + line.length > bytes) break;
            output.write(line);
            written += line.length;
            lines++;
            pace.at(lines, written, bytes);
        }
        output.flush();
    }

    /** The next line, with its end. */
    String line() {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= WORDS_A_LINE; i++) {
            int syllables = 1 + random.nextInt(MOST_SYLLABLES);
            for (int j = 0; j < syllables; j++) {
                line.append(letter(CONSONANTS)).append(letter(VOWELS));
            }
            line.append(i < WORDS_A_LINE ? ' ' : '\n');
        }
        return line.toString();
    }

    /** Those at the front come more often: so do some words, as in a real language. */
    private char letter(String letters) {
        double where = random.nextDouble();
        return letters.charAt((int) (letters.length() * where * where));
    }
}
