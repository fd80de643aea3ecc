package dev.pergola.vetting.internal.signature;

import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.store.Installation;
import dev.pergola.store.Installation.Kind;
import dev.pergola.store.internal.TestStore;
import dev.pergola.vetting.internal.policy.SitePolicy;
import dev.pergola.vetting.internal.signature.Pki.Identity;
import dev.pergola.vetting.testing.Jars;
import dev.pergola.vetting.testing.RecordedEvents;
import dev.pergola.vetting.testing.SettableClock;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.ZipFile;
import jdk.security.jarsigner.JarSigner;

/** A site with all that verifies signatures, over a real store. */
final class Site implements AutoCloseable {
    final Path folder;
    final TestStore store;
    final RecordedEvents events = new RecordedEvents();
    final SettableClock clock = new SettableClock(Pki.NOW);
    final SitePolicy policy;
    final PublisherStore publishers;
    final Signatures signatures;
    private int count;

    Site(Path folder, boolean required, String... rules) {
        this.folder = folder;
        store = new TestStore(folder.resolve("data"));
        policy = new SitePolicy(List.of(rules), store.overrides(), store.transactions(), store.audit(), events, clock);
        publishers = new PublisherStore(store.trust(), store.transactions(), store.audit(), events, clock);
        signatures = new Signatures(store.trust(), store.installations(), store.journal(), policy, required, clock);
    }

    Path jar(Jars jar) {
        return jar.in(folder.resolve("plugin-" + ++count + ".jar"));
    }

    Path plugin() {
        return jar(Jars.plugin("demo", "1.0." + count));
    }

    Path signed(Identity by) {
        return sign(plugin(), by);
    }

    Path sign(Path jar, Identity by) {
        return sign(jar, by, builder(by));
    }

    static JarSigner.Builder builder(Identity by) {
        try {
            return new JarSigner.Builder(
                    by.key(), CertificateFactory.getInstance("X.509").generateCertPath(by.chain()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    Path signedAt(Identity by, URI timeAuthority) {
        return sign(plugin(), by, builder(by).tsa(timeAuthority));
    }

    Path sign(Path jar, Identity by, JarSigner.Builder how) {
        Path signed = folder.resolve("signed-" + ++count + ".jar");
        try (ZipFile in = new ZipFile(jar.toFile());
                OutputStream out = Files.newOutputStream(signed)) {
            how.build().sign(in, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return signed;
    }

    /** Puts a detached signature beside a jar. */
    Path signBeside(Path jar, Identity by) {
        return writeBeside(
                jar,
                ".sig",
                "key-id: " + by.fingerprint() + "\nsignature: "
                        + Base64.getEncoder().encodeToString(Pki.sign(by.key(), "", digest(jar))) + "\n");
    }

    static Path writeBeside(Path jar, String suffix, String text) {
        try {
            Files.writeString(jar.resolveSibling(jar.getFileName() + suffix), text);
            return jar;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static byte[] digest(Path jar) {
        try {
            return Fingerprints.digest(jar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String hex(Path jar) {
        return HexFormat.of().formatHex(digest(jar));
    }

    Verification verify(Path jar) {
        return verify(jar, jar.toString());
    }

    Verification verify(Path jar, String source) {
        try {
            return signatures.verify(jar, source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> checks(Verification verification) {
        return verification.verdicts().stream().map(Verdict::check).toList();
    }

    static boolean passes(Verification verification) {
        return verification.verdicts().stream().allMatch(Verdict::passes);
    }

    /** As after a deployment. */
    void installed(String id, Path jar) {
        store.installations()
                .save(new Installation(
                        id,
                        "1.0." + ++count,
                        Kind.PLUGIN,
                        hex(jar),
                        jar.toString(),
                        true,
                        true,
                        clock.instant(),
                        clock.instant()));
    }

    @Override
    public void close() {
        store.close();
    }
}
