package dev.pergola.plugins.concordance;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a whole text into memory, as the words of each line. Nearly all that it allocates stays, so that a heap which is
 * too small is full at once, and Java does not spend a minute looking for the last free bytes of it.
 */
final class TextReader {
    private TextReader() {}

    /** Reads a file from its beginning. */
    static List<String[]> read(ScratchFile file, Pace pace) throws IOException {
        List<String[]> text = new ArrayList<>();
        long size = file.size();
        long read = 0;
        BufferedReader reader = new BufferedReader(new InputStreamReader(file.input(), StandardCharsets.US_ASCII));
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            text.add(line.split(" ", -1));
            read += line.length() + 1;
            pace.at(text.size(), read, size);
        }
        return text;
    }
}
