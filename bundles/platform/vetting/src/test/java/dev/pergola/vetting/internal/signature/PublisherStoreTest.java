package dev.pergola.vetting.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.store.AuditEntry;
import dev.pergola.vetting.TrustStore.Kind;
import dev.pergola.vetting.TrustStore.Publisher;
import dev.pergola.vetting.VettingException;
import dev.pergola.vetting.internal.signature.Pki.Identity;
import dev.pergola.vetting.internal.signature.Pki.Spec;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** R134, R139. */
class PublisherStoreTest {
    private static final Identity ACME = Spec.of("CN=Acme").selfSigned();

    @TempDir
    Path folder;

    private Site site;
    private PublisherStore publishers;

    @BeforeEach
    void open() {
        site = new Site(folder, false);
        publishers = site.publishers;
    }

    @AfterEach
    void close() {
        site.close();
    }

    private static String pem(KeyPair keys) {
        return Pki.pem("PUBLIC KEY", keys.getPublic().getEncoded());
    }

    @Test
    void whatIsAddedIsListedAuditedAndToldOf() {
        KeyPair key = Pki.ed25519();
        List<Publisher> added = publishers.add("Acme", Trust.TRUSTED, "A note.\n" + ACME.pem() + pem(key), "olga");
        assertThat(added).hasSize(2);
        assertThat(publishers.publishers()).containsExactlyInAnyOrderElementsOf(added);
        Publisher certificate = publishers.find(ACME.fingerprint()).orElseThrow();
        assertThat(certificate.kind()).isEqualTo(Kind.CERTIFICATE);
        assertThat(certificate.subject()).isEqualTo("CN=Acme");
        assertThat(certificate.expiresAt())
                .contains(ACME.certificate().getNotAfter().toInstant());
        assertThat(certificate.addedBy()).isEqualTo("olga");
        assertThat(certificate.addedAt()).isEqualTo(Pki.NOW);
        assertThat(publishers
                        .find(Fingerprints.of(key.getPublic()))
                        .orElseThrow()
                        .kind())
                .isEqualTo(Kind.KEY);
        assertThat(site.store.audit().recent(ACME.fingerprint(), 5))
                .singleElement()
                .satisfies(entry -> {
                    assertThat(entry.actor()).isEqualTo("olga");
                    assertThat(entry.action()).isEqualTo("trust.added");
                });
        assertThat(site.events.topics()).containsExactly("pergola/vetting/trust/ADDED", "pergola/vetting/trust/ADDED");
    }

    @Test
    void whatCannotBeTrustedIsNotAdded() {
        refused(() -> publishers.add("Acme", Trust.TRUSTED, "nothing", "olga"), "invalid-publisher", "no certificate");
        refused(() -> publishers.add("Acme", Trust.UNKNOWN, ACME.pem(), "olga"), "invalid-publisher", "trust");
        refused(() -> publishers.add(" ", Trust.TRUSTED, ACME.pem(), "olga"), "invalid-publisher", "name");
        refused(() -> publishers.add("a\u001b[31m", Trust.TRUSTED, ACME.pem(), "olga"), "invalid-publisher", "name");
        String secret = Pki.pem("PRIVATE KEY", ACME.key().getEncoded());
        refused(() -> publishers.add("Acme", Trust.TRUSTED, secret, "olga"), "invalid-publisher", "private key");
        String broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        refused(() -> publishers.add("Acme", Trust.TRUSTED, broken, "olga"), "invalid-publisher", "cannot be read");
        String weak = pem(Pki.keys("RSA", 1024));
        refused(() -> publishers.add("Acme", Trust.TRUSTED, ACME.pem() + weak, "olga"), "invalid-publisher", "2048");
        assertThat(publishers.publishers()).as("all or none").isEmpty();
        assertThat(site.store.audit().recent("", 5)).isEmpty();
    }

    @Test
    void aRevocationOutlivesTheRemovalAndCannotBeUndone() {
        publishers.add("Acme", Trust.TRUSTED, ACME.pem(), "olga");
        assertThat(publishers.revoke(ACME.fingerprint(), "stolen", "olga")).isTrue();
        assertThat(publishers.revoke(ACME.fingerprint(), "again", "mallory")).isFalse();
        assertThat(publishers
                        .find(ACME.fingerprint())
                        .orElseThrow()
                        .revocation()
                        .orElseThrow()
                        .reason())
                .isEqualTo("stolen");
        assertThat(publishers.remove(ACME.fingerprint(), "olga")).isTrue();
        assertThat(publishers.remove(ACME.fingerprint(), "olga")).isFalse();
        refused(() -> publishers.add("Acme", Trust.TRUSTED, ACME.pem(), "olga"), "key-revoked", "revoked");
        refused(() -> publishers.revoke("acme", "stolen", "olga"), "invalid-publisher", "64");
        refused(() -> publishers.revoke(ACME.fingerprint(), " ", "olga"), "invalid-publisher", "reason");
        assertThat(site.store.audit().recent(ACME.fingerprint(), 9))
                .extracting(AuditEntry::action)
                .containsExactly("trust.removed", "trust.revoked", "trust.added");
    }

    @Test
    void anOldKeyIntroducesANewOneOfTheSamePublisher() {
        KeyPair old = Pki.ed25519();
        KeyPair fresh = Pki.ed25519();
        publishers.add("Acme", Trust.KNOWN, pem(old), "olga");
        Publisher rotated = publishers.rotate(statement(old, fresh, old), "olga");
        assertThat(rotated.name()).isEqualTo("Acme");
        assertThat(rotated.trust()).isEqualTo(Trust.KNOWN);
        assertThat(rotated.rotatedFrom()).isEqualTo(Fingerprints.of(old.getPublic()));
        assertThat(publishers.publishers()).hasSize(2);
        assertThat(site.events.topics()).endsWith("pergola/vetting/trust/ROTATED");
    }

    @Test
    void nobodyElseIntroducesAKey() {
        KeyPair old = Pki.ed25519();
        KeyPair fresh = Pki.ed25519();
        publishers.add("Acme", Trust.TRUSTED, pem(old), "olga");
        refused(() -> publishers.rotate(statement(fresh, old, fresh), "x"), "rotation-refused", "not known");
        refused(() -> publishers.rotate(statement(old, fresh, fresh), "x"), "rotation-refused", "not signed");
        String changed = statement(old, fresh, old).replace("new: M", "new: N");
        assertThatThrownBy(() -> publishers.rotate(changed, "x")).isInstanceOf(VettingException.class);
        refused(() -> publishers.rotate("hello", "x"), "invalid-rotation", "no statement");
        publishers.add("Other", Trust.KNOWN, pem(fresh), "olga");
        refused(() -> publishers.rotate(statement(old, fresh, old), "x"), "rotation-refused", "known already");
        publishers.remove(Fingerprints.of(fresh.getPublic()), "olga");
        publishers.revoke(Fingerprints.of(old.getPublic()), "stolen", "olga");
        refused(() -> publishers.rotate(statement(old, fresh, old), "x"), "rotation-refused", "revoked");
        assertThat(publishers.publishers()).hasSize(1);
    }

    private static String statement(KeyPair old, KeyPair fresh, KeyPair signer) {
        String content = "pergola-key-rotation: 1\nold: " + Fingerprints.of(old.getPublic()) + "\nnew: "
                + Base64.getEncoder().encodeToString(fresh.getPublic().getEncoded()) + "\n";
        byte[] signature = Pki.sign(signer.getPrivate(), "", content.getBytes(StandardCharsets.US_ASCII));
        return content + "signature: " + Base64.getEncoder().encodeToString(signature) + "\n";
    }

    @Test
    void revocationsAreImportedAsFingerprintsOrAsACrlOfAKnownAuthority() {
        String list = "# revoked in May\n" + "a".repeat(64) + " lost\n\n" + "b".repeat(64) + "\n";
        assertThat(publishers.importRevocations(list.getBytes(StandardCharsets.UTF_8), "olga"))
                .isEqualTo(2);
        assertThat(publishers.importRevocations(list.getBytes(StandardCharsets.UTF_8), "olga"))
                .isZero();
        assertThat(publishers.revocations(10)).extracting(r -> r.reason()).contains("lost");

        Identity root = Spec.of("CN=Root").asAuthority().selfSigned();
        byte[] crl = Pki.crl(root, Spec.of("CN=Gone").by(root).certificate());
        refused(() -> publishers.importRevocations(crl, "olga"), "unknown-crl-issuer", "CN=Root");
        Identity impostor = Spec.of("CN=Root").asAuthority().selfSigned();
        publishers.add("Impostor", Trust.TRUSTED, impostor.pem(), "olga");
        refused(() -> publishers.importRevocations(crl, "olga"), "unknown-crl-issuer", "CN=Root");
        publishers.add("Root", Trust.KNOWN, root.pem(), "olga");
        assertThat(publishers.importRevocations(crl, "olga")).isEqualTo(1);
        byte[] asPem = Pki.pem("X509 CRL", crl).getBytes(StandardCharsets.US_ASCII);
        assertThat(publishers.importRevocations(asPem, "olga")).isZero();

        refused(() -> publishers.importRevocations(new byte[] {1, 2, 3}, "olga"), "invalid-revocations", "neither");
        byte[] half = ("c".repeat(64) + "\nnonsense\n").getBytes(StandardCharsets.UTF_8);
        refused(() -> publishers.importRevocations(half, "olga"), "invalid-revocations", "line 2");
        assertThat(publishers.revocations(10)).hasSize(3);
    }

    private static void refused(ThrowingCallable call, String code, String message) {
        assertThatThrownBy(call).isInstanceOfSatisfying(VettingException.class, e -> {
            assertThat(e.problem().code()).isEqualTo(code);
            assertThat(e.problem().message()).contains(message);
            assertThat(e.problem().remedy()).isNotBlank();
        });
    }
}
