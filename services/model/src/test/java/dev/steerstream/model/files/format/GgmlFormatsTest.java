package dev.steerstream.model.files.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.files.FileDigest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every format bit for bit against the gguf Python package 0.19.0: sha256 of what its {@code quants.dequantize} makes of 64
 * blocks, as little-endian float32. Byte i of format n (in the order below) is {@code 256 * (number + 0.5)} of the hashed number
 * (3000 + n, i); the upper byte of every half is {@code byte & 0x83 | 0x28}, that of F32 and BF16 {@code byte & 0x83 | 0x3c}, so
 * that all numbers are finite.
 */
class GgmlFormatsTest {
    private static final int BLOCKS = 64;

    @ParameterizedTest
    @CsvSource({
        "0, 0, F32, 3, de994fad8aa1dbcf95a4d53f87f5a4d7f5cb408848447a534dee4ea365bfc7de",
        "1, 1, F16, 1, 167690d3108b50a7a94678e3212a76232f10445742ac78c08708e00d720800c6",
        "2, 30, BF16, 1, 0113b474902923a00d58211c77452c76e3806ae69e044946193a55d48a927886",
        "3, 2, Q4_0, 1, e38bfc9fa06d809c3d6106e11fea30154bbba3c169ae19a78d02b1f2bacaac15",
        "4, 3, Q4_1, 1 3, dfeeec7a5587476d636c20bc0a2b23133dcb326c293a8b7c1ba0062f5024df7e",
        "5, 6, Q5_0, 1, 3b953984f8083cd26337759a63224463cc9309befd8f359e624c059fc3cc3dde",
        "6, 7, Q5_1, 1 3, 782b4def30efb3d28329e4c8da100c30b94cf3c035c4aea5e713b89e12fb1da0",
        "7, 8, Q8_0, 1, 7e166ef5a6ca12d098911a8500fcd49b4e282366831f23c9c706649c949ff725",
        "8, 12, Q4_K, 1 3, 3d69e08c85ec90c15624f55edff9e45b37ae08141c4d6f3cda1e8253ba6f1767",
        "9, 13, Q5_K, 1 3, 6f3a115c92940dd55f2c7a127dc049a7ee2be821e769166c937ecd8af18e8620",
        "10, 14, Q6_K, 209, 86b6ae28edf3498355d1181a8a99660705912078e2be807e82a3b4769eb3cf7f"
    })
    void isDequantisedAsTheReferenceDoes(int number, int type, String label, String upperBytes, String sha256) {
        TensorFormat format = GgmlTypes.format(type).orElseThrow();
        assertThat(format.label()).isEqualTo(label);
        ByteBuffer stored = stored(number, format, upperBytes.split(" "));
        ByteBuffer result = ByteBuffer.allocate(BLOCKS * format.blockElements() * Float.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN);
        FloatBuffer numbers = result.asFloatBuffer();

        for (int block = 0; block < BLOCKS; block++) {
            format.dequantise(stored, numbers);
            assertThat(stored.position()).isEqualTo((block + 1) * format.blockBytes());
        }

        assertThat(numbers.hasRemaining()).isFalse();
        assertThat(HexFormat.of().formatHex(FileDigest.sha256().digest(result.array())))
                .isEqualTo(sha256);
    }

    private static ByteBuffer stored(int number, TensorFormat format, String... upperBytes) {
        int size = format.blockBytes();
        float[] hashed = HashedNumbers.fill(3000 + number, BLOCKS * size, 256, 128);
        byte[] bytes = new byte[hashed.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (int) hashed[i];
        }
        int exponent = number == 0 || number == 2 ? 0x3c : 0x28;
        for (int block = 0; block < BLOCKS; block++) {
            for (String upper : upperBytes) {
                int at = block * size + Integer.parseInt(upper);
                bytes[at] = (byte) (bytes[at] & 0x83 | exponent);
            }
        }
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Block sizes are those of the gguf Python package 0.19. */
    @ParameterizedTest
    @CsvSource({
        "10, Q2_K, 256, 84",
        "11, Q3_K, 256, 110",
        "16, IQ2_XXS, 256, 66",
        "17, IQ2_XS, 256, 74",
        "18, IQ3_XXS, 256, 98",
        "19, IQ1_S, 256, 50",
        "20, IQ4_NL, 32, 18",
        "21, IQ3_S, 256, 110",
        "22, IQ2_S, 256, 82",
        "23, IQ4_XS, 256, 136",
        "29, IQ1_M, 256, 56",
        "34, TQ1_0, 256, 54",
        "35, TQ2_0, 256, 66",
        "39, MXFP4, 32, 17"
    })
    void whatCannotBeReadHasANameAndASize(int type, String label, int elements, int bytes) {
        TensorFormat format = GgmlTypes.format(type).orElseThrow();
        assertThat(format.readable()).isFalse();
        assertThat(format.label()).isEqualTo(label);
        assertThat(format.blockElements()).isEqualTo(elements);
        assertThat(format.blockBytes()).isEqualTo(bytes);
    }

    @Test
    void whatIsNotKnownHasNoFormat() {
        assertThat(GgmlTypes.format(4711)).isEmpty();
        assertThat(GgmlTypes.readable()).isEqualTo("BF16, F16, F32, Q4_0, Q4_1, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K, Q8_0");
    }
}
