package dev.pergola.vetting.internal.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pergola.lifecycle.Provenance;
import dev.pergola.lifecycle.Provenance.Trust;
import dev.pergola.lifecycle.SignatureVerifier.Verification;
import dev.pergola.lifecycle.Verdict;
import dev.pergola.vetting.internal.signature.Pki.Identity;
import dev.pergola.vetting.internal.signature.Pki.Spec;
import dev.pergola.vetting.testing.Jars;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every rule about signatures finds what it is there for, and does not find it in what is like it but for that (R22, R139, R140, R142). */
class SignatureRulesTest {
    private static final Identity ACME = Spec.of("CN=Acme").selfSigned();

    @TempDir
    Path folder;

    private Site site;

    @BeforeEach
    void open() {
        site = new Site(folder, false);
        site.publishers.add("Acme", Trust.TRUSTED, ACME.pem(), "admin");
    }

    @AfterEach
    void close() {
        site.close();
    }

    @ParameterizedTest
    @EnumSource(SignatureRule.class)
    void findsWhatItIsThereFor(SignatureRule rule) {
        Verification verification = bad(rule);
        assertThat(Site.checks(verification)).contains(rule.id());
        Verdict verdict = verification.verdicts().stream()
                .filter(v -> v.check().equals(rule.id()))
                .findFirst()
                .orElseThrow();
        assertThat(verdict.message()).isNotBlank();
        switch (rule) {
            case TRUSTED -> {
                assertThat(verdict).isInstanceOf(Verdict.Pass.class);
                assertThat(verification.provenance().trust()).isEqualTo(Trust.TRUSTED);
                assertThat(verification.provenance().publisher()).contains("Acme");
                assertThat(verification.provenance().fingerprint()).isPresent();
            }
            case UNSIGNED, UNKNOWN_PUBLISHER -> assertThat(verdict).isInstanceOf(Verdict.Warn.class);
            case SIGNER_CHANGED -> assertThat(verdict).isInstanceOf(Verdict.Hold.class);
            default -> {
                assertThat(verdict)
                        .isInstanceOfSatisfying(
                                Verdict.Block.class,
                                block -> assertThat(block.problem().code())
                                        .isEqualTo(rule.id().replace('.', '-')));
                assertThat(verification.provenance()).isEqualTo(Provenance.UNKNOWN);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(SignatureRule.class)
    void doesNotFindItElsewhere(SignatureRule rule) {
        Verification verification = good(rule);
        assertThat(Site.checks(verification)).doesNotContain(rule.id());
        if (rule != SignatureRule.TRUSTED) {
            assertThat(Site.passes(verification))
                    .as("%s", verification.verdicts())
                    .isTrue();
        }
    }

    private Verification bad(SignatureRule rule) {
        return switch (rule) {
            case UNSIGNED -> site.verify(site.plugin());
            case TAMPERED -> site.verify(changed("com/example/demo/text.properties", "version=9"));
            case CHECKSUM -> site.verify(Site.writeBeside(site.plugin(), ".sha256", "0".repeat(64) + "  demo.jar\n"));
            case PARTIAL -> site.verify(changed("com/example/demo/Extra.class", "added"));
            case STRIPPED -> {
                site.installed("demo", verified(site.signed(ACME)));
                yield site.verify(site.plugin());
            }
            case MALFORMED -> site.verify(changed("META-INF/SIGNER.EC", "this is none"));
            case WEAK ->
                site.verify(site.signed(
                        Spec.of("CN=Short").keys(Pki.keys("RSA", 1024)).selfSigned()));
            case CHAIN -> {
                Identity other = Spec.of("CN=Root").asAuthority().selfSigned();
                Identity leaf = Spec.of("CN=Leaf").by(other);
                // A chain whose second certificate has the issuer's name and another key.
                Identity impostor = Spec.of("CN=Root").asAuthority().selfSigned();
                yield site.verify(
                        site.signed(new Identity(leaf.keys(), List.of(leaf.certificate(), impostor.certificate()))));
            }
            case PURPOSE ->
                site.verify(site.signed(Spec.of("CN=Web").use(Pki.SERVER).selfSigned()));
            case EXPIRED -> {
                Path jar = site.signed(ACME);
                site.clock.set(Pki.NOW.plus(Duration.ofDays(101)));
                yield site.verify(jar);
            }
            case NOT_YET_VALID -> {
                site.clock.set(Pki.NOW.minus(Duration.ofDays(101)));
                yield site.verify(site.signed(ACME));
            }
            case REVOKED -> {
                site.publishers.revoke(ACME.fingerprint(), "stolen", "admin");
                yield site.verify(site.signed(ACME));
            }
            case SIGNER_CHANGED -> {
                site.installed("demo", verified(site.signed(ACME)));
                yield site.verify(site.signed(Spec.of("CN=Other").selfSigned()));
            }
            case UNKNOWN_PUBLISHER ->
                site.verify(site.signed(Spec.of("CN=Stranger").selfSigned()));
            case TRUSTED -> site.verify(site.signed(ACME));
        };
    }

    private Verification good(SignatureRule rule) {
        return switch (rule) {
            case UNSIGNED, TAMPERED, PARTIAL, MALFORMED, REVOKED, UNKNOWN_PUBLISHER -> site.verify(site.signed(ACME));
            case CHECKSUM -> {
                Path jar = site.plugin();
                yield site.verify(
                        Site.writeBeside(jar, ".sha256", Site.hex(jar).toUpperCase(Locale.ROOT) + " *demo.jar\n"));
            }
            case STRIPPED -> {
                site.installed("demo", verified(site.plugin()));
                yield site.verify(site.plugin());
            }
            case WEAK ->
                site.verify(site.signed(
                        Spec.of("CN=Long").keys(Pki.keys("RSA", 2048)).selfSigned()));
            case CHAIN -> {
                Identity root = Spec.of("CN=Root").asAuthority().selfSigned();
                yield site.verify(site.signed(Spec.of("CN=Leaf").by(root)));
            }
            case PURPOSE ->
                site.verify(site.signed(Spec.of("CN=Code").use(Pki.CODE_SIGNING).selfSigned()));
            case EXPIRED -> {
                site.clock.set(Pki.NOW.plus(Duration.ofDays(99)));
                yield site.verify(site.signed(ACME));
            }
            case NOT_YET_VALID -> {
                site.clock.set(Pki.NOW.minus(Duration.ofDays(99)));
                yield site.verify(site.signed(ACME));
            }
            case SIGNER_CHANGED -> {
                site.installed("demo", verified(site.signed(ACME)));
                yield site.verify(site.signed(ACME));
            }
            case TRUSTED -> site.verify(site.plugin());
        };
    }

    private Path verified(Path jar) {
        assertThat(Site.passes(site.verify(jar))).isTrue();
        return jar;
    }

    private Path changed(String entry, String content) {
        Map<String, byte[]> changes =
                new HashMap<>(Collections.singletonMap(entry, content.getBytes(StandardCharsets.UTF_8)));
        return Jars.rewrite(site.signed(ACME), changes);
    }
}
