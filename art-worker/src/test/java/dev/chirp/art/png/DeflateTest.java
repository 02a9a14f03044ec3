package dev.chirp.art.png;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 257, 258, 259, 5_000, 70_000})
    void isReadBackByZlib(int length) throws Exception {
        for (int symbols : new int[] {1, 2, 16, 256}) {
            byte[] input = new byte[length];
            Random random = new Random(length * 31L + symbols);
            for (int i = 0; i < length; i++) {
                input[i] = (byte) random.nextInt(symbols);
            }
            assertThat(inflate(Deflate.zlib(input), length)).isEqualTo(input);
        }
    }

    @Test
    void writesTheBytesOfTheStandard() {
        byte[] zlib = Deflate.zlib("aaaaaaaaaa".getBytes(StandardCharsets.US_ASCII));
        assertThat(HexFormat.of().formatHex(zlib)).isEqualTo("78014b84030014e103cb");
    }

    private static byte[] inflate(byte[] zlib, int length) throws Exception {
        byte[] output = new byte[length + 1];
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(zlib);
            int inflated = inflater.inflate(output);
            assertThat(inflater.finished()).isTrue();
            return java.util.Arrays.copyOf(output, inflated);
        }
    }
}
