package dev.steerstream.model.files.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.HashedNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WritableFormatsTest {
    private static final int BLOCK = 32;

    private static float[] throughAndBack(WritableFormat format, float[] numbers) {
        ByteBuffer stored = ByteBuffer.allocate(numbers.length / format.blockElements() * format.blockBytes())
                .order(ByteOrder.LITTLE_ENDIAN);
        for (int start = 0; start < numbers.length; start += format.blockElements()) {
            format.quantise(numbers, start, stored);
        }
        assertThat(stored.hasRemaining()).isFalse();
        stored.flip();
        float[] restored = new float[numbers.length];
        FloatBuffer target = FloatBuffer.wrap(restored);
        while (stored.hasRemaining()) {
            format.dequantise(stored, target);
        }
        return restored;
    }

    @Test
    void everyFiniteFloat16IsItsOwnNearest() {
        for (int bits = 0; bits < 1 << 16; bits++) {
            float value = HalfPrecision.fromFloat16((short) bits);
            if (!Float.isNaN(value)) {
                assertThat(HalfPrecision.toFloat16(value)).isEqualTo((short) bits);
            }
            float brain = HalfPrecision.fromBfloat16((short) bits);
            if (!Float.isNaN(brain)) {
                assertThat(HalfPrecision.toBfloat16(brain)).isEqualTo((short) bits);
            }
        }
    }

    @Test
    void roundingIsToTheNearestAndTiesToEven() {
        for (int bits = 0; bits < 0x7bff; bits++) { // every neighbour of two positive float16
            float low = HalfPrecision.fromFloat16((short) bits);
            float high = HalfPrecision.fromFloat16((short) (bits + 1));
            float middle = (low + high) / 2; // exact: float32 has the bits
            short even = (short) (bits % 2 == 0 ? bits : bits + 1);
            assertThat(HalfPrecision.toFloat16(middle)).isEqualTo(even);
            assertThat(HalfPrecision.toFloat16(Math.nextDown(middle))).isEqualTo((short) bits);
            assertThat(HalfPrecision.toFloat16(-Math.nextUp(middle))).isEqualTo((short) (bits + 1 | 0x8000));
        }
        assertThat(HalfPrecision.toFloat16(65519.9f)).isEqualTo((short) 0x7bff);
        assertThat(HalfPrecision.toFloat16(65520f)).isEqualTo((short) 0x7c00);
        assertThat(HalfPrecision.fromFloat16(HalfPrecision.toFloat16(Float.NaN)))
                .isNaN();
        assertThat(HalfPrecision.toBfloat16(1 + 0x1p-8f)).isEqualTo((short) 0x3f80);
        assertThat(HalfPrecision.toBfloat16(1 + 3 * 0x1p-8f)).isEqualTo((short) 0x3f82);
    }

    @Test
    void float32IsExactAndBfloat16WithinHalfAStep() {
        float[] numbers = HashedNumbers.fill(1, 1024, 3, 0);
        assertThat(throughAndBack(new Float32(), numbers)).isEqualTo(numbers);
        float[] restored = throughAndBack(new Bfloat16(), numbers);
        for (int i = 0; i < numbers.length; i++) {
            assertThat(restored[i]).isCloseTo(numbers[i], within(Math.abs(numbers[i]) * 0x1p-8f));
        }
    }

    /** A code's step is the group's largest number by 127, or its span by 15; float16 rounds either by 2^-11. */
    @Test
    void codesAreWithinHalfAStepOfWhatTheyStandFor() {
        float[] numbers = HashedNumbers.fill(2, 64 * BLOCK, 2, 0.3f);
        float[] bytes = throughAndBack(new Quantised8Scaled(), numbers);
        double squaredNibbles = 0;
        double squaredSpanning = 0;
        float[] nibbles = throughAndBack(new Quantised4Affine(), numbers);
        for (int start = 0; start < numbers.length; start += BLOCK) {
            float largest = 0;
            for (int i = start; i < start + BLOCK; i++) {
                largest = Math.max(largest, Math.abs(numbers[i]));
            }
            for (int i = start; i < start + BLOCK; i++) {
                assertThat(bytes[i]).isCloseTo(numbers[i], within(largest / 127 * 0.5f + largest * 0x1p-11f));
                squaredNibbles += Math.pow(nibbles[i] - numbers[i], 2);
            }
            squaredSpanning += AffineGroup.spanning(numbers, start).squaredError();
        }
        assertThat(squaredNibbles).isLessThan(squaredSpanning);
    }

    @Test
    void whatAFormatCanSayItSaysExactly() {
        float[] codes = new float[BLOCK];
        float[] steps = new float[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            codes[i] = 0.25f * (i % 16) - 2; // scale 1/4, minimum -2
            steps[i] = 0.5f * (i == 0 ? 127 : i - 16);
        }
        assertThat(throughAndBack(new Quantised4Affine(), codes)).isEqualTo(codes);
        assertThat(throughAndBack(new Quantised8Scaled(), steps)).isEqualTo(steps);
        float[] constant = new float[BLOCK];
        assertThat(throughAndBack(new Quantised8Scaled(), constant)).isEqualTo(constant);
        Arrays.fill(constant, 1.5f);
        assertThat(throughAndBack(new Quantised4Affine(), constant)).isEqualTo(constant);
    }
}
