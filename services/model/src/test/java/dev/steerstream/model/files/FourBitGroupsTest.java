package dev.steerstream.model.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.files.format.FourBit;
import dev.steerstream.model.files.format.Quantised4Affine;
import dev.steerstream.model.files.format.Quantised4Scaled;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FourBitGroupsTest {
    private static final short HALF = 0x3800; // 0.5 in float16
    private static final short MINUS_TWO = (short) 0xc000;

    @Test
    void unpackedCodesAreTheDequantisedNumbers() {
        for (FourBit format : List.of(new Quantised4Affine(), new Quantised4Scaled())) {
            ByteBuffer block = ByteBuffer.allocate(format.blockBytes()).order(ByteOrder.LITTLE_ENDIAN);
            block.putShort(HALF);
            if (format.blockBytes() == 20) {
                block.putShort(MINUS_TWO);
            }
            byte[] codes = new byte[16];
            new Random(1).nextBytes(codes);
            block.put(codes).flip();
            FloatBuffer exact = FloatBuffer.allocate(32);
            format.dequantise(block.duplicate().order(ByteOrder.LITTLE_ENDIAN), exact);
            FourBitGroups groups = FourBitGroups.allocate(32);
            format.unpack(block, groups.codes(), groups.scales(), groups.minimums());
            groups.flip();
            for (int i = 0; i < 32; i++) {
                float value = groups.minimums().get(0)
                        + groups.scales().get(0) * groups.codes().get(i);
                assertThat(value).as("%s at %d", format.label(), i).isEqualTo(exact.get(i));
            }
        }
    }

    @Test
    void quantisingStaysWithinHalfAStepAndKeepsTheEnds() {
        Random random = new Random(2);
        FloatBuffer weights = FloatBuffer.allocate(320);
        for (int i = 0; i < 320; i++) {
            weights.put(i < 32 ? 0.25f : (float) random.nextGaussian());
        }
        FourBitGroups groups = FourBitGroups.quantise(weights.flip());
        for (int i = 0; i < 320; i++) {
            float scale = groups.scales().get(i / 32);
            float value = groups.minimums().get(i / 32) + scale * groups.codes().get(i);
            assertThat(value).isCloseTo(weights.get(i), within(scale / 2 + 1e-6f));
        }
    }
}
