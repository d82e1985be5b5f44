package dev.steerstream.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import org.junit.jupiter.api.Test;

class McNemarTest {
    @Test
    void equalCountsSayNothing() {
        assertThat(McNemar.of(0, 0).pValue()).isEqualTo(1);
        assertThat(McNemar.of(7, 7).pValue()).isEqualTo(1);
    }

    @Test
    void handComputed() {
        // 2 (C(10,0) + C(10,1)) / 2^10 = 22 / 1024
        assertThat(McNemar.of(1, 9).pValue()).isCloseTo(22 / 1024.0, within(1e-15));
        assertThat(McNemar.of(9, 1).pValue()).isCloseTo(22 / 1024.0, within(1e-15));
        // 2 / 2^5
        assertThat(McNemar.of(5, 0).pValue()).isCloseTo(1 / 16.0, within(1e-15));
    }

    @Test
    void equalsExactArithmeticForManyCases() {
        assertThat(McNemar.of(470, 530).pValue()).isCloseTo(exact(470, 1000), within(1e-11));
        assertThat(McNemar.of(40, 90).pValue()).isCloseTo(exact(40, 130), within(1e-13));
    }

    private static double exact(int fewer, int cases) {
        BigInteger sum = BigInteger.ZERO;
        BigInteger coefficient = BigInteger.ONE;
        for (int k = 0; k <= fewer; k++) {
            sum = sum.add(coefficient);
            coefficient = coefficient.multiply(BigInteger.valueOf(cases - k)).divide(BigInteger.valueOf(k + 1));
        }
        return new BigDecimal(sum.shiftLeft(1))
                .divide(new BigDecimal(BigInteger.ONE.shiftLeft(cases)), MathContext.DECIMAL128)
                .min(BigDecimal.ONE)
                .doubleValue();
    }
}
