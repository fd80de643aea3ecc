package dev.pergola.sandbox.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * What a jar's classes use of the package {@code org.osgi.framework}. It has the versions that the SDK speaks of, which are values, as
 * well as all that a framework is: who names nothing but those needs none.
 */
final class FrameworkUse {
    /** The package. */
    static final String PACKAGE = "org.osgi.framework";

    private static final Set<String> VALUES = Set.of("Version", "VersionRange");
    private static final Pattern NAME = Pattern.compile("org[./]osgi[./]framework[./](\\w*)");
    private static final int LARGEST_CLASS = 16 << 20;
    private static final long MOST_BYTES = 256L << 20;

    private FrameworkUse() {}

    /** Whether it is versions at most, as far as can be told without reading more of the jar than is reasonable. */
    static boolean isOfVersionsOnly(Path jar) throws IOException {
        long read = 0;
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<? extends ZipEntry> classes = Collections.list(zip.entries()).stream()
                    .filter(entry -> entry.getName().endsWith(".class"))
                    .toList();
            for (ZipEntry entry : classes) {
                byte[] code;
                try (InputStream in = zip.getInputStream(entry)) {
                    code = in.readNBytes(LARGEST_CLASS);
                }
                read += code.length;
                if (code.length == LARGEST_CLASS || read > MOST_BYTES || !namesVersionsOnly(code)) return false;
            }
        }
        return true;
    }

    /** Names stand in a class file as they are, each with a byte after it that is in no name. */
    private static boolean namesVersionsOnly(byte[] code) {
        Matcher names = NAME.matcher(new String(code, StandardCharsets.ISO_8859_1));
        while (names.find()) if (!VALUES.contains(names.group(1))) return false;
        return true;
    }
}
