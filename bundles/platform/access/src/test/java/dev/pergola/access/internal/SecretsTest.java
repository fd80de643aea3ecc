package dev.pergola.access.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SecretsTest {
    /** Gives the same bytes always. */
    private static final class Fixed extends SecureRandom {
        private static final long serialVersionUID = 1L;
        private final byte value;

        Fixed(int value) {
            this.value = (byte) value;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            java.util.Arrays.fill(bytes, value);
        }
    }

    @Test
    void haveOneFormWhateverTheRandomBytes() {
        for (int value : new int[] {0, 1, 127, 255}) {
            String secret = Secrets.make(new Fixed(value));
            assertThat(secret).matches("pgl_[0-9A-Za-z]{49}");
            assertThat(Secrets.isWellFormed(secret)).isTrue();
        }
    }

    @Test
    void differ() {
        SecureRandom random = new SecureRandom();
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) all.add(Secrets.make(random));
        assertThat(all).hasSize(100);
    }

    @Test
    void aSlipOfThePenIsSeenWithoutTheDatabase() {
        String secret = Secrets.make(new SecureRandom());
        for (int i = 4; i < secret.length(); i++) {
            char other = secret.charAt(i) == 'x' ? 'y' : 'x';
            String wrong = secret.substring(0, i) + other + secret.substring(i + 1);
            assertThat(Secrets.isWellFormed(wrong)).as(wrong).isFalse();
        }
        assertThat(Secrets.isWellFormed(secret + "0")).isFalse();
        assertThat(Secrets.isWellFormed(" " + secret)).isFalse();
        assertThat(Secrets.isWellFormed("")).isFalse();
        assertThat(Secrets.isWellFormed("pgl_admin_" + "x".repeat(43))).isFalse();
    }

    @Test
    void whatIsKeptIsTheSha256() {
        assertThat(Secrets.hash("abc")).isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
