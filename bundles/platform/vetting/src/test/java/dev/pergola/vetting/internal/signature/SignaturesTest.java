package dev.pergola.vetting.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.signature.Pki.Identity;
import dev.pergola.vetting.internal.signature.Pki.Spec;
import dev.pergola.vetting.testing.Jars;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R22, R139, R140, R142. */
class SignaturesTest {
    private static final Identity ACME = Spec.of("CN=Acme").selfSigned();
    private static final Identity ROOT = Spec.of("CN=Root").asAuthority().selfSigned();

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, false);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private void knows(String name, Trust trust, Identity identity) {
        site.publishers.add(name, trust, identity.pem(), "admin");
    }

    @Test
    void aPublisherIsTrustedAsFarAsTheSiteSays() {
        knows("Acme Inc.", Trust.KNOWN, ACME);
        assertThat(site.verify(site.signed(ACME)).provenance())
                .isEqualTo(new Provenance(Trust.KNOWN, Optional.of("Acme Inc."), Optional.of(ACME.fingerprint())));
        knows("Acme Inc.", Trust.PLATFORM, ACME);
        assertThat(site.verify(site.signed(ACME)).provenance().trust()).isEqualTo(Trust.PLATFORM);
        site.publishers.remove(ACME.fingerprint(), "admin");
        Verification unknown = site.verify(site.signed(ACME));
        assertThat(unknown.provenance())
                .as("nobody's, and yet somebody's")
                .isEqualTo(new Provenance(Trust.UNKNOWN, Optional.empty(), Optional.of(ACME.fingerprint())));
        assertThat(unknown.verdicts().get(0).message()).contains("CN=Acme");
        assertThat(unknown.verdicts().get(0).evidence())
                .singleElement()
                .asString()
                .contains(ACME.fingerprint());
    }

    @Test
    void anAuthorityVouchesForWhomItSigned() {
        knows("House authority", Trust.TRUSTED, ROOT);
        Identity middle = Spec.of("CN=Middle").asAuthority().by(ROOT);
        Provenance provenance =
                site.verify(site.signed(Spec.of("CN=Team").by(middle))).provenance();
        assertThat(provenance.trust()).isEqualTo(Trust.TRUSTED);
        assertThat(provenance.publisher()).contains("CN=Team (vouched for by House authority)");
    }

    /** Who is no authority vouches for nobody, though the certificate is in the trust store. */
    @Test
    void aPublisherVouchesForNobodyElse() {
        Identity publisher = Spec.of("CN=Publisher").selfSigned();
        knows("Publisher", Trust.TRUSTED, publisher);
        Verification verification = site.verify(site.signed(Spec.of("CN=Child").by(publisher)));
        assertThat(verification.provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(Site.checks(verification)).contains("signature.chain");
    }

    @Test
    void aTimestampKeepsASignatureGoodAfterItsCertificate() {
        Identity clockmaker = Spec.of("CN=Time").use(Pki.TIME_STAMPING).by(ROOT);
        knows("Acme", Trust.TRUSTED, ACME);
        try (TimeAuthority authority = new TimeAuthority(clockmaker, Pki.NOW)) {
            Path jar = site.signedAt(ACME, authority.uri());
            site.clock.set(Pki.NOW.plus(Duration.ofDays(1_000)));

            Verification byNobody = site.verify(jar);
            assertThat(Site.checks(byNobody)).contains("signature.expired");
            assertThat(byNobody.verdicts().get(0).message()).contains("CN=Time").contains("not trusted");

            knows("Time", Trust.TRUSTED, ROOT);
            Verification byTrusted = site.verify(jar);
            assertThat(byTrusted.verdicts()).allMatch(Verdict::passes);
            assertThat(byTrusted.provenance().trust()).isEqualTo(Trust.TRUSTED);

            site.publishers.revoke(clockmaker.fingerprint(), "wrong clock", "admin");
            assertThat(Site.checks(site.verify(jar))).contains("signature.expired");
        }
    }

    @Test
    void aTimestampFromAfterTheCertificateDoesNotHelp() {
        Identity clockmaker = Spec.of("CN=Time")
                .use(Pki.TIME_STAMPING)
                .valid(Pki.NOW.minus(Duration.ofDays(9)), Pki.NOW.plus(Duration.ofDays(5_000)))
                .selfSigned();
        knows("Acme", Trust.TRUSTED, ACME);
        knows("Time", Trust.TRUSTED, clockmaker);
        try (TimeAuthority authority = new TimeAuthority(clockmaker, Pki.NOW.plus(Duration.ofDays(200)))) {
            Path jar = site.signedAt(ACME, authority.uri());
            site.clock.set(Pki.NOW.plus(Duration.ofDays(300)));
            assertThat(Site.checks(site.verify(jar))).contains("signature.expired");
        }
    }

    @Test
    void weakDigestsAndSignaturesAreToldFromNone() throws Exception {
        Identity rsa = Spec.of("CN=Rsa").keys(Pki.keys("RSA", 2048)).selfSigned();
        Path digest = site.sign(site.plugin(), rsa, Site.builder(rsa).digestAlgorithm("SHA-1"));
        assertThat(Site.checks(site.verify(digest))).containsExactly("signature.weak");
        Path signature = site.sign(site.plugin(), rsa, Site.builder(rsa).signatureAlgorithm("SHA1withRSA"));
        assertThat(Site.checks(site.verify(signature))).containsExactly("signature.weak");
        Identity weakRoot =
                Spec.of("CN=Rsa root").keys(Pki.keys("RSA", 2048)).asAuthority().selfSigned();
        assertThat(Site.checks(site.verify(
                        site.signed(Spec.of("CN=Leaf").digest("SHA1").by(weakRoot)))))
                .contains("signature.weak");
    }

    @Test
    void aSignatureFileThatWasChangedIsTampering() {
        Path jar = site.signed(ACME);
        String name = entry(jar, ".SF");
        Jars.rewrite(jar, change(name, content(jar, name).replace("1.0", "1.0 ")));
        assertThat(Site.checks(site.verify(jar))).containsExactly("signature.tampered");
    }

    @Test
    void aManifestThatWasChangedIsTampering() {
        Path jar = site.signed(ACME);
        String manifest = content(jar, "META-INF/MANIFEST.MF");
        Jars.rewrite(jar, change("META-INF/MANIFEST.MF", manifest.replace("demo;", "domo;")));
        assertThat(Site.checks(site.verify(jar))).containsExactly("signature.tampered");
    }

    @Test
    void anEntryThatIsGoneIsTampering() {
        Path jar = Jars.rewrite(site.signed(ACME), change("com/example/demo/text.properties", null));
        Verification verification = site.verify(jar);
        assertThat(Site.checks(verification)).containsExactly("signature.tampered");
        assertThat(verification.verdicts().get(0).evidence()).asString().contains("text.properties");
    }

    @Test
    void aSignatureOfWhichOnlyHalfIsThereIsStrippedOrMalformed() {
        Path withoutBlock = site.signed(ACME);
        Jars.rewrite(withoutBlock, change(entry(withoutBlock, ".EC"), null));
        assertThat(Site.checks(site.verify(withoutBlock))).containsExactly("signature.stripped");
        Path withoutFile = site.signed(ACME);
        Jars.rewrite(withoutFile, change(entry(withoutFile, ".SF"), null));
        assertThat(Site.checks(site.verify(withoutFile))).containsExactly("signature.malformed");
    }

    @Test
    void entriesOfOtherJavaVersionsAreSignedLikeAnyOther() {
        Jars jar = Jars.plugin("demo", "1.0.0")
                .header("Multi-Release", "true")
                .entry("META-INF/versions/11/com/example/demo/Main.class", "newer");
        knows("Acme", Trust.TRUSTED, ACME);
        Path signed = site.sign(site.jar(jar), ACME);
        assertThat(site.verify(signed).provenance().trust()).isEqualTo(Trust.TRUSTED);
        Jars.rewrite(signed, change("META-INF/versions/17/com/example/demo/Main.class", "x"));
        assertThat(Site.checks(site.verify(signed))).containsExactly("signature.partial");
    }

    @Test
    void whoSignedAPartIsNotWhoSignedAll() {
        Identity second = Spec.of("CN=Second").selfSigned();
        Path first = site.signed(ACME);
        Jars.rewrite(first, change("com/example/demo/Late.class", "late"));
        // The second signs all; both signatures stay, and only the second is of everything.
        Path both = site.sign(first, second, Site.builder(second).signerName("SECOND"));
        knows("Acme", Trust.TRUSTED, ACME);
        Verification verification = site.verify(both);
        assertThat(Site.checks(verification)).containsExactly("signature.unknown-publisher");
        assertThat(verification.verdicts().get(0).message()).contains("CN=Second");
    }

    @Test
    void aCrlRevokesOneCertificateAndOnlyItsIssuerMayWriteIt() {
        knows("Root", Trust.TRUSTED, ROOT);
        Identity team = Spec.of("CN=Team").by(ROOT);
        Path jar = site.signed(team);
        assertThat(site.verify(jar).verdicts()).allMatch(Verdict::passes);
        assertThat(site.publishers.importRevocations(Pki.crl(ROOT, team.certificate()), "admin"))
                .isEqualTo(1);
        Verification revoked = site.verify(jar);
        assertThat(Site.checks(revoked)).contains("signature.revoked");
        assertThat(revoked.verdicts().get(0).message()).contains("CN=Root").contains("admin");
        Identity again = Spec.of("CN=Team").by(ROOT);
        assertThat(Site.checks(site.verify(site.signed(again)))).doesNotContain("signature.revoked");
    }

    @Test
    void aDetachedSignatureOfAKnownKeyCountsAndStays() throws IOException {
        Identity key = new Identity(Pki.ed25519(), List.of());
        String pem = Pki.pem("PUBLIC KEY", key.keys().getPublic().getEncoded());
        Path jar = site.signBeside(site.plugin(), key);
        Verification before = site.verify(jar);
        assertThat(Site.checks(before)).contains("signature.unknown-publisher");
        assertThat(before.provenance()).isEqualTo(Provenance.UNKNOWN);

        site.publishers.add("Detached", Trust.TRUSTED, pem, "admin");
        assertThat(site.verify(jar).provenance())
                .isEqualTo(new Provenance(Trust.TRUSTED, Optional.of("Detached"), Optional.of(key.fingerprint())));
        // The kept copy of the same bytes has nothing beside it.
        Path kept = Files.copy(jar, folder.resolve("kept.jar"));
        assertThat(site.verify(kept, "upload:x.jar").provenance().trust()).isEqualTo(Trust.TRUSTED);

        Path other = site.signBeside(site.plugin(), key);
        Jars.rewrite(other, change("com/example/demo/Main.class", "changed after it was signed"));
        assertThat(Site.checks(site.verify(other))).containsExactly("signature.tampered");

        site.publishers.revoke(key.fingerprint(), "lost", "admin");
        assertThat(Site.checks(site.verify(jar))).contains("signature.revoked");
        assertThat(site.verify(kept, "upload:x.jar").provenance()).isEqualTo(Provenance.UNKNOWN);
    }

    @Test
    void whatIsNoSignatureBesideAJarIsMalformed() {
        Path jar = Site.writeBeside(site.plugin(), ".sig", "key-id: 12\nsignature: zz\n");
        assertThat(Site.checks(site.verify(jar))).containsExactly("signature.malformed");
        Path checksum = Site.writeBeside(site.plugin(), ".sha256", "no checksum");
        assertThat(Site.checks(site.verify(checksum))).containsExactly("signature.checksum");
    }

    /** Else the signature of a stranger, which proves nothing, would be as good as that of a publisher. */
    @Test
    void whereASignatureIsRequiredAStrangersIsNotEnough() {
        site.close();
        site = new Site(folder, true);
        assertThat(Site.checks(site.verify(site.plugin()))).containsExactly("signature.unsigned");
        assertThat(Site.passes(site.verify(site.plugin()))).isFalse();
        assertThat(Site.passes(site.verify(site.signed(ACME)))).isFalse();
        Identity key = new Identity(Pki.ed25519(), List.of());
        assertThat(Site.passes(site.verify(site.signBeside(site.plugin(), key))))
                .isFalse();
        knows("Acme", Trust.KNOWN, ACME);
        assertThat(Site.passes(site.verify(site.signed(ACME)))).isTrue();
    }

    @Test
    void aSignatureThatCountsForNothingDoesNotHideThatAnEarlierOneIsGone() {
        site.installed("demo", verified(site.signed(ACME)));
        Identity key = new Identity(Pki.ed25519(), List.of());
        assertThat(Site.checks(site.verify(site.signBeside(site.plugin(), key))))
                .contains("signature.stripped");
    }

    @Test
    void anotherKeyOfTheSamePublisherMayUpdate() {
        Identity second = Spec.of("CN=Acme 2027").selfSigned();
        site.installed("demo", verified(site.signed(ACME)));
        assertThat(Site.checks(site.verify(site.signed(second)))).contains("signature.signer-changed");
        knows("Acme", Trust.TRUSTED, ACME);
        knows("Acme", Trust.TRUSTED, second);
        assertThat(Site.passes(site.verify(site.signed(second)))).isTrue();
    }

    @Test
    void aRenewedCertificateOfTheSameAuthorityMayUpdateAndOneOfAnotherMayNot() {
        knows("Root", Trust.TRUSTED, ROOT);
        site.installed("demo", verified(site.signed(Spec.of("CN=Team").by(ROOT))));
        assertThat(Site.passes(site.verify(site.signed(Spec.of("CN=Team").by(ROOT)))))
                .isTrue();
        assertThat(Site.passes(site.verify(site.signed(Spec.of("CN=Other team").by(ROOT)))))
                .isFalse();
        assertThat(Site.passes(site.verify(site.signed(Spec.of("CN=Team").selfSigned()))))
                .isFalse();
    }

    @Test
    void anotherPluginIsNobodysUpdate() {
        site.installed("demo", verified(site.signed(ACME)));
        assertThat(Site.passes(site.verify(site.jar(Jars.plugin("other", "1.0.0")))))
                .isTrue();
    }

    @Test
    void anAcceptedFindingLetsOneJarThroughAndSaysWhoSaidSo() {
        site.installed("demo", verified(site.signed(ACME)));
        Path jar = site.plugin();
        site.policy.accept(Site.hex(jar), "signature.stripped", "built here", Pki.NOW.plus(Duration.ofDays(1)), "olga");
        Verification accepted = site.verify(jar);
        assertThat(accepted.verdicts()).allMatch(Verdict::passes);
        assertThat(accepted.verdicts().get(0).message())
                .contains("accepted by olga")
                .contains("built here");
        assertThat(accepted.provenance()).isEqualTo(Provenance.UNKNOWN);
        assertThat(Site.passes(site.verify(site.plugin()))).isFalse();
    }

    private Path verified(Path jar) {
        assertThat(Site.passes(site.verify(jar))).isTrue();
        return jar;
    }

    private static Map<String, byte[]> change(String entry, String content) {
        return new HashMap<>(
                Collections.singletonMap(entry, content == null ? null : content.getBytes(StandardCharsets.UTF_8)));
    }

    private static String entry(Path jar, String suffix) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return zip.stream()
                    .map(entry -> entry.getName())
                    .filter(name -> name.endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String content(Path jar, String entry) {
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            return new String(zip.getInputStream(zip.getEntry(entry)).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aCertificateThatHasExpiredInTheTrustStoreIsAProblem() {
        knows("Acme", Trust.TRUSTED, ACME);
        assertThat(site.signatures.problems()).isEmpty();

        site.clock.set(Pki.NOW.plus(Duration.ofDays(36_500)));

        assertThat(site.signatures.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("signature-key-expired");
            assertThat(problem.message()).contains("Acme", ACME.fingerprint());
        });
    }

    @Test
    void anInstalledPluginWhoseSignerWasRevokedSinceIsAProblem() {
        knows("Acme", Trust.TRUSTED, ACME);
        Path jar = site.signed(ACME);
        site.verify(jar);
        assertThat(site.signatures.problems("demo", Site.hex(jar))).isEmpty();

        site.publishers.revoke(ACME.fingerprint(), "stolen", "admin");

        assertThat(site.signatures.problems("demo", Site.hex(jar)))
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("signature-revoked");
                    assertThat(problem.message()).contains("demo", "CN=Acme", "stolen");
                });
    }
}
