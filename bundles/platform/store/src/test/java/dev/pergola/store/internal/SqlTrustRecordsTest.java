package dev.pergola.store.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pergola.store.TrustRecords;
import dev.pergola.store.TrustRecords.KeyRecord;
import dev.pergola.store.TrustRecords.Revocation;
import dev.pergola.store.TrustRecords.SignerRecord;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** R139. */
class SqlTrustRecordsTest extends StoreTest {
    static final Instant THEN = Instant.parse("2026-10-25T00:30:00.123456Z");

    TrustRecords trust;

    @BeforeEach
    void services() {
        trust = new SqlTrustRecords(database);
    }

    private static KeyRecord key(String fingerprint, String name, String level) {
        return new KeyRecord(fingerprint, name, level, "certificate", "AAAA", "", "admin", THEN);
    }

    @Test
    void keysAreThereAfterAReopenAndReplacedByTheirFingerprint() {
        trust.save(key("aa", "Zeta", "trusted"));
        trust.save(key("bb", "Alpha", "known"));
        trust.save(key("aa", "Zeta", "known"));
        trust = new SqlTrustRecords(reopen());
        assertThat(trust.keys()).containsExactly(key("bb", "Alpha", "known"), key("aa", "Zeta", "known"));
        assertThat(trust.key("aa")).contains(key("aa", "Zeta", "known"));
        assertThat(trust.key("cc")).isEmpty();
    }

    @Test
    void aKeyStaysRevokedWhenItIsRemovedAndTheFirstReasonCounts() {
        trust.save(key("aa", "Zeta", "trusted"));
        Revocation revocation = new Revocation("aa", "CN=Zeta", "stolen", "admin", THEN);
        assertThat(trust.revoke(revocation)).isTrue();
        assertThat(trust.revoke(new Revocation("aa", "x", "other", "mallory", THEN)))
                .isFalse();
        assertThat(trust.remove("aa")).isTrue();
        assertThat(trust.remove("aa")).isFalse();
        assertThat(trust.revocation("aa")).contains(revocation);
        assertThat(trust.revocation("bb")).isEmpty();
        assertThat(trust.revocations(10)).containsExactly(revocation);
    }

    @Test
    void theLastThatIsNotedOfAJarCounts() {
        trust.note(new SignerRecord("d1", "", "", "", THEN));
        SignerRecord signed = new SignerRecord("d1", "aa", "CN=Zeta", "ca", THEN.plusSeconds(1));
        trust.note(signed);
        assertThat(trust.signer("d1")).contains(signed);
        assertThat(trust.signer("d2")).isEmpty();
    }

    @Test
    void textIsCutAndNamesAreNot() {
        trust.revoke(new Revocation("aa", "s".repeat(5_000), "r\0".repeat(5_000), "b".repeat(300), THEN));
        assertThat(trust.revocation("aa").orElseThrow().subject()).hasSize(1_024);
        assertThatThrownBy(() -> trust.save(key("a".repeat(65), "n", "known")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("fingerprint");
    }
}
