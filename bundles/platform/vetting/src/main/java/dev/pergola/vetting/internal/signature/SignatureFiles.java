package dev.pergola.vetting.internal.signature;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * The files of a jar that sign it.
 *
 * @param signatures the {@code .SF} files
 * @param blocks the {@code .RSA}, {@code .DSA} and {@code .EC} files
 * @param repeated a name that more than one entry of the jar has; empty for none
 */
record SignatureFiles(List<JarEntry> signatures, List<JarEntry> blocks, String repeated) {
    /** More than a jar needs, and less than what would keep us busy. */
    static final int MOST_ENTRIES = 200_000;

    static final int LARGEST = 16 << 20;
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/[^/]+\\.SF");
    private static final Pattern BLOCK = Pattern.compile("META-INF/[^/]+\\.(RSA|DSA|EC)");
    private static final Pattern RELATED =
            Pattern.compile("META-INF/(MANIFEST\\.MF|SIG-[^/]+|[^/]+\\.(SF|RSA|DSA|EC))");

    static SignatureFiles in(JarFile jar) throws IOException {
        List<JarEntry> signatures = new ArrayList<>();
        List<JarEntry> blocks = new ArrayList<>();
        Set<String> names = new HashSet<>();
        String repeated = "";
        if (jar.size() > MOST_ENTRIES) throw new IOException("it has more than " + MOST_ENTRIES + " entries");
        for (Iterator<JarEntry> entries = jar.entries().asIterator(); entries.hasNext(); ) {
            JarEntry entry = entries.next();
            String name = entry.getName().toUpperCase(Locale.ROOT);
            if (!names.add(entry.getName())) repeated = entry.getName();
            if (SIGNATURE.matcher(name).matches()) signatures.add(entry);
            if (BLOCK.matcher(name).matches()) blocks.add(entry);
        }
        return new SignatureFiles(signatures, blocks, repeated);
    }

    boolean none() {
        return signatures.isEmpty() && blocks.isEmpty();
    }

    /** Whether an entry cannot be signed, as it is part of the signature. */
    static boolean isPart(String name) {
        return RELATED.matcher(name.toUpperCase(Locale.ROOT)).matches();
    }

    /** The {@code .SF} files that no block belongs to. */
    List<String> withoutBlock() {
        return without(signatures, blocks);
    }

    /** The blocks that no {@code .SF} file belongs to. */
    List<String> withoutSignature() {
        return without(blocks, signatures);
    }

    private static List<String> without(List<JarEntry> these, List<JarEntry> those) {
        List<String> stems = those.stream().map(SignatureFiles::stem).toList();
        return these.stream()
                .filter(entry -> !stems.contains(stem(entry)))
                .map(JarEntry::getName)
                .toList();
    }

    private static String stem(JarEntry entry) {
        String name = entry.getName().toUpperCase(Locale.ROOT);
        return name.substring(0, name.lastIndexOf('.'));
    }

    static byte[] read(JarFile jar, JarEntry entry) throws IOException {
        try (InputStream in = jar.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(LARGEST + 1);
            if (bytes.length > LARGEST)
                throw new IOException(entry.getName() + " is larger than " + LARGEST + " bytes");
            return bytes;
        }
    }
}
