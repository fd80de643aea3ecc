package dev.pergola.vetting.internal.advisory;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.pergola.vetting.VettingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Reads files of advisories, one document after the other. */
final class OsvFiles {
    private static final int MOST_FILES = 500_000;
    private static final int LARGEST_IN_ZIP = 8 << 20;
    private static final int LARGEST_ALONE = 256 << 20;
    private static final long MOST_BYTES = 4L << 30;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(64)
                            .maxStringLength(4 << 20)
                            .build())
                    .build())
            .build();

    private final BiConsumer<String, JsonNode> record;
    private final BiConsumer<String, String> refused;

    /**
     * Hands over what it finds.
     *
     * @param record takes where it was found and the document
     * @param refused takes where it was found and what is wrong
     */
    OsvFiles(BiConsumer<String, JsonNode> record, BiConsumer<String, String> refused) {
        this.record = record;
        this.refused = refused;
    }

    void read(Path file) {
        String name = String.valueOf(file.getFileName());
        try {
            if (isZip(file)) readZip(file);
            else readAlone(file, name);
        } catch (IOException e) {
            throw new VettingException(
                    "unreadable-advisories",
                    file + " cannot be read: " + e.getMessage(),
                    "Give a JSON file in the OSV format, or a zip of such files");
        }
    }

    private static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] start = in.readNBytes(2);
            return start.length == 2 && start[0] == 'P' && start[1] == 'K';
        }
    }

    private void readAlone(Path file, String name) throws IOException {
        if (Files.size(file) > LARGEST_ALONE) throw new IOException("it has more than " + LARGEST_ALONE + " bytes");
        JsonNode tree;
        try (InputStream in = Files.newInputStream(file)) {
            tree = JSON.readTree(in);
        } catch (JsonProcessingException e) {
            throw new IOException("it is no JSON: " + e.getOriginalMessage(), e);
        }
        each(name, tree);
    }

    private void readZip(Path file) throws IOException {
        long bytes = 0;
        try (ZipFile zip = new ZipFile(file.toFile())) {
            if (zip.size() > MOST_FILES) throw new IOException("it holds more than " + MOST_FILES + " files");
            for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
                ZipEntry entry = entries.nextElement();
                if (entry.isDirectory()
                        || !entry.getName().toLowerCase(Locale.ROOT).endsWith(".json")) continue;
                bytes += readEntry(zip, entry);
                if (bytes > MOST_BYTES) throw new IOException("it unpacks to more than " + MOST_BYTES + " bytes");
            }
        }
    }

    private long readEntry(ZipFile zip, ZipEntry entry) throws IOException {
        String name = entry.getName();
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] content = in.readNBytes(LARGEST_IN_ZIP + 1);
            if (content.length > LARGEST_IN_ZIP) {
                refused.accept(name, "it has more than " + LARGEST_IN_ZIP + " bytes");
            } else {
                each(name, JSON.readTree(content));
            }
            return content.length;
        } catch (JsonProcessingException e) {
            refused.accept(name, "it is no JSON: " + e.getOriginalMessage());
            return 0;
        }
    }

    private void each(String name, JsonNode tree) {
        if (tree.isObject()) {
            record.accept(name, tree);
        } else if (tree.isArray()) {
            for (int i = 0; i < tree.size(); i++) record.accept(name + "[" + i + "]", tree.get(i));
        } else {
            refused.accept(name, "it holds no advisory");
        }
    }
}
