package dev.steerstream.core.direction;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.FloatRange;

class Float16PropertyTest {
    /** The value of a half's bits, from the standard's definition. */
    private static double value(int bits) {
        int exponent = (bits >> 10) & 31;
        double fraction = (bits & 1023) / 1024.0;
        double size = exponent == 0 ? fraction * Math.pow(2, -14) : (1 + fraction) * Math.pow(2, exponent - 15);
        return (bits & 0x8000) == 0 ? size : -size;
    }

    @Example
    void everyFiniteHalfIsReadAndWrittenExactly() {
        for (int bits = 0; bits < 0x10000; bits++) {
            if (((bits >> 10) & 31) == 31) {
                continue;
            }
            float read = Float16.toFloat((short) bits);
            assertThat((double) read).isEqualTo(value(bits));
            assertThat(Float16.of(read)).isEqualTo((short) bits);
        }
    }

    @Property
    void noOtherHalfIsNearer(@ForAll @FloatRange(min = -70000, max = 70000) float value) {
        requireNearest(value);
        requireNearest(value / 1e9f);
    }

    private static void requireNearest(float value) {
        int bits = Float16.of(value) & 0xffff;
        double error = Math.abs(value(bits) - value);
        for (int other : new int[] {bits - 1, bits + 1}) {
            if (other >= 0 && other < 0x10000 && ((other >> 10) & 31) != 31) {
                assertThat(Math.abs(value(other) - value)).isGreaterThanOrEqualTo(error);
            }
        }
        assertThat(Math.abs(value(bits))).isLessThanOrEqualTo(Float16.LARGEST);
    }
}
