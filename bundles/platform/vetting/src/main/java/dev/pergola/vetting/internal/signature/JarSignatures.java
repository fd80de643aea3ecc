package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.Evidence;
import dev.pergola.vetting.internal.policy.Finding;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Verifies the signature inside of a jar, entry by entry, with the JDK's own means. The JDK lets through what we do not:
 * entries that nobody signed, entries that are gone, signers that each signed a part. And it takes a jar whose signature
 * is wrong or weak as one without; why, is found out here.
 */
final class JarSignatures {
    private static final long MOST_BYTES = 4L << 30;
    private static final int MOST_EXAMPLES = 5;

    private JarSignatures() {}

    /**
     * What came of it.
     *
     * @param findings what is wrong
     * @param signers who signed all of it; empty where nobody did, or something is wrong
     */
    record Outcome(List<Finding> findings, List<CodeSigner> signers) {
        static final Outcome UNSIGNED = new Outcome(List.of(), List.of());

        static Outcome wrong(Finding finding) {
            return new Outcome(List.of(finding), List.of());
        }
    }

    static Outcome verify(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile(), true, ZipFile.OPEN_READ)) {
            SignatureFiles files = SignatureFiles.in(jar);
            if (files.none()) return Outcome.UNSIGNED;
            return structure(files).map(Outcome::wrong).orElseGet(() -> entries(jar, files));
        }
    }

    private static Optional<Finding> structure(SignatureFiles files) {
        if (!files.withoutBlock().isEmpty()) {
            return Optional.of(SignatureRule.STRIPPED.found(
                    "The jar was signed, and its signature has been removed",
                    examples(files.withoutBlock(), "the block that belongs to it is not there")));
        }
        if (!files.withoutSignature().isEmpty()) {
            return Optional.of(SignatureRule.MALFORMED.found(
                    "The jar has a signature that is of nothing",
                    examples(files.withoutSignature(), "the .SF file that belongs to it is not there")));
        }
        if (!files.repeated().isEmpty()) {
            return Optional.of(SignatureRule.MALFORMED.found(
                    "The signed jar has two entries of one name, of which only one can have been signed",
                    Evidence.in(Names.clean(files.repeated()), "is there more than once")));
        }
        return Optional.empty();
    }

    private static Outcome entries(JarFile jar, SignatureFiles files) {
        Tally tally = new Tally();
        JarEntry current = null;
        try {
            byte[] buffer = new byte[64 * 1024];
            for (Iterator<JarEntry> entries = jar.entries().asIterator(); entries.hasNext(); ) {
                current = entries.next();
                if (current.isDirectory() || SignatureFiles.isPart(current.getName())) continue;
                tally.bytes += drain(jar, current, buffer);
                if (tally.bytes > MOST_BYTES) {
                    return Outcome.wrong(SignatureRule.MALFORMED.found(
                            "The signed jar unpacks to more than " + MOST_BYTES + " bytes"));
                }
                tally.add(current.getName(), current.getCodeSigners());
            }
            if (tally.nobodySigned()) return Outcome.wrong(whyNot(jar, files));
            Optional<Finding> weak = weakness(jar, files);
            if (weak.isPresent()) return Outcome.wrong(weak.get());
            List<String> gone = gone(jar);
            if (!gone.isEmpty()) {
                return Outcome.wrong(SignatureRule.TAMPERED.found(
                        "Entries that were signed have been removed from the jar",
                        examples(gone, "was signed, and is not there")));
            }
        } catch (SecurityException e) {
            String where = current == null ? "" : Names.clean(current.getName());
            return Outcome.wrong(SignatureRule.TAMPERED.found(
                    "The jar is not what was signed", Evidence.in(where, Names.clean(String.valueOf(e.getMessage())))));
        } catch (IOException e) {
            return Outcome.wrong(SignatureRule.MALFORMED.found(
                    "The signed jar cannot be read: " + Names.clean(String.valueOf(e.getMessage()))));
        }
        return tally.outcome();
    }

    private static long drain(JarFile jar, JarEntry entry, byte[] buffer) throws IOException {
        long bytes = 0;
        try (InputStream in = jar.getInputStream(entry)) {
            for (int n = in.read(buffer); n >= 0 && bytes <= MOST_BYTES; n = in.read(buffer)) bytes += n;
        }
        return bytes;
    }

    private static List<String> gone(JarFile jar) throws IOException {
        List<String> gone = new ArrayList<>();
        Manifest manifest = jar.getManifest();
        if (manifest == null) return gone;
        manifest.getEntries().forEach((name, attributes) -> {
            boolean signed =
                    attributes.keySet().stream().anyMatch(key -> key.toString().endsWith("-Digest"));
            if (signed && jar.getEntry(name) == null) gone.add(name);
        });
        return gone;
    }

    /** Why the JDK takes a jar that has signature files as unsigned. */
    private static Finding whyNot(JarFile jar, SignatureFiles files) throws IOException {
        Optional<Finding> weak = weakness(jar, files);
        if (weak.isPresent()) return weak.get();
        List<String> names = files.signatures().stream().map(JarEntry::getName).toList();
        return SignatureRule.TAMPERED.found(
                "The jar's signature does not belong to what it signs", examples(names, "is not what was signed"));
    }

    private static Optional<Finding> weakness(JarFile jar, SignatureFiles files) throws IOException {
        for (JarEntry file : files.signatures()) {
            Manifest signature = new Manifest(new ByteArrayInputStream(SignatureFiles.read(jar, file)));
            List<String> digests = signature.getMainAttributes().keySet().stream()
                    .map(Object::toString)
                    .filter(key -> key.contains("-Digest-Manifest"))
                    .toList();
            if (!digests.isEmpty() && digests.stream().allMatch(Strength::isWeakDigest)) {
                return Optional.of(weak(file, "its digests are " + Names.clean(String.join(", ", digests))));
            }
        }
        for (JarEntry block : files.blocks()) {
            try {
                Optional<String> weakness = SignatureBlock.weakness(SignatureFiles.read(jar, block));
                if (weakness.isPresent()) return weakness.map(why -> weak(block, why));
            } catch (IllegalArgumentException e) {
                return Optional.of(SignatureRule.MALFORMED.found(
                        "What should be the jar's signature is none",
                        Evidence.in(Names.clean(block.getName()), String.valueOf(e.getMessage()))));
            }
        }
        return Optional.empty();
    }

    private static Finding weak(JarEntry where, String why) {
        return SignatureRule.WEAK.found(
                "The jar's signature is too weak to prove anything: " + why,
                Evidence.in(Names.clean(where.getName()), why));
    }

    private static List<Evidence> examples(List<String> names, String detail) {
        List<Evidence> evidence = new ArrayList<>();
        for (String name : names.subList(0, Math.min(MOST_EXAMPLES, names.size()))) {
            evidence.add(Evidence.in(Names.clean(name), detail));
        }
        if (names.size() > MOST_EXAMPLES)
            evidence.add(Evidence.in("", "and " + (names.size() - MOST_EXAMPLES) + " more"));
        return evidence;
    }

    /** Who signed what, so far. */
    private static final class Tally {
        private final List<String> unsigned = new ArrayList<>();
        private @Nullable Set<CodeSigner> common;
        private boolean anySigned;
        private long bytes;

        void add(String name, CodeSigner @Nullable [] signers) {
            Set<CodeSigner> these = new LinkedHashSet<>();
            if (signers != null) these.addAll(List.of(signers));
            if (these.isEmpty()) unsigned.add(name);
            else anySigned = true;
            if (common == null) common = these;
            else common.retainAll(these);
        }

        boolean nobodySigned() {
            return !anySigned;
        }

        Outcome outcome() {
            if (!unsigned.isEmpty()) {
                return Outcome.wrong(SignatureRule.PARTIAL.found(
                        "A part of the jar is signed, and " + unsigned.size() + " of its entries are not",
                        examples(unsigned, "is not signed")));
            }
            List<CodeSigner> all = common == null ? List.of() : List.copyOf(common);
            if (all.isEmpty()) {
                return Outcome.wrong(SignatureRule.PARTIAL.found("No one signer has signed the whole jar"));
            }
            return new Outcome(List.of(), all);
        }
    }
}
