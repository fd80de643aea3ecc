package dev.pergola.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BytesTest {
    private static final byte[] RAW = {0, 1, -1, 127, -128};

    private final Bytes bytes = Bytes.of(RAW);

    @Test
    void areWhatTheyWereMadeOfAndEqualWhereTheyAreTheSame() {
        assertThat(bytes.length()).isEqualTo(5);
        assertThat(bytes.toByteArray()).isEqualTo(RAW);
        assertThat(bytes).isEqualTo(Bytes.of(RAW.clone())).hasSameHashCodeAs(Bytes.of(RAW.clone()));
        assertThat(bytes).isNotEqualTo(Bytes.of(new byte[5])).isNotEqualTo(RAW);
        assertThat(bytes).hasToString("bytes[5]");
    }

    @Test
    void nobodyChangesThem() throws IOException {
        byte[] given = RAW.clone();
        Bytes made = Bytes.of(given);
        given[0] = 9;
        made.toByteArray()[0] = 9;
        OutputStream hostile = new OutputStream() {
            @Override
            public void write(int one) {}

            @Override
            public void write(byte[] part, int offset, int length) {
                Arrays.fill(part, (byte) 9);
            }
        };
        try (InputStream in = made.open()) {
            in.transferTo(hostile);
        }

        assertThat(made).isEqualTo(bytes);
    }

    @Test
    void areReadAndWrittenWhole() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = bytes.open()) {
            in.transferTo(out);
        }
        assertThat(out.toByteArray()).isEqualTo(RAW);

        try (InputStream in = bytes.open()) {
            assertThat(in.available()).isEqualTo(5);
            assertThat(in.read()).isZero();
            assertThat(in.readNBytes(2)).containsExactly(1, -1);
            assertThat(in.readAllBytes()).containsExactly(127, -128);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[1], 0, 0)).isZero();
            assertThatThrownBy(() -> in.read(new byte[1], 1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void asJsonCarriesThemTheyAreText() {
        assertThat(bytes.toBase64()).isEqualTo("AAH/f4A=");
        assertThat(Bytes.from("AAH/f4A=")).isEqualTo(bytes);
        assertThat(Bytes.from(bytes)).isSameAs(bytes);
        assertThatThrownBy(() -> Bytes.from("!")).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Bytes.from(7)).isInstanceOf(InvalidInputException.class);
        assertThatThrownBy(() -> Bytes.from(null)).isInstanceOf(InvalidInputException.class);
    }
}
