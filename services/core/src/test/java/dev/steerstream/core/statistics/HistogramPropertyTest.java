package dev.steerstream.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;

class HistogramPropertyTest {

    @Property(tries = 300)
    void everyValueIsCountedOnceInABinThatHoldsIt(
            @ForAll @Size(min = 1, max = 300) double @DoubleRange(min = -1e6, max = 1e6) [] values) {
        double[] sorted = Quantiles.sorted(values);
        Histogram histogram = Histogram.of(sorted);
        long counted = histogram.counts().stream().mapToLong(Long::longValue).sum();
        assertThat(counted + histogram.below() + histogram.above()).isEqualTo(sorted.length);
        assertThat(histogram.counts()).hasSizeBetween(1, Histogram.BINS + 2);
        assertThat(histogram.edges()).isSorted();
        long below = Arrays.stream(sorted)
                .filter(value -> value < histogram.edges().get(0))
                .count();
        assertThat(histogram.below()).isEqualTo(below);
    }

    @Example
    void aHeavyTailIsCountedBesideAndZeroIsAnEdge() {
        double[] bulk = DoubleStream.iterate(-3.17, value -> value < 1.2, value -> value + 0.013)
                .toArray();
        double[] sorted = DoubleStream.concat(
                        DoubleStream.of(-4000, -900), DoubleStream.concat(Arrays.stream(bulk), DoubleStream.of(7e5)))
                .toArray();
        Histogram histogram = Histogram.of(sorted);
        assertThat(histogram.below()).isEqualTo(2);
        assertThat(histogram.above()).isEqualTo(1);
        assertThat(histogram.edges()).contains(0.0);
    }

    @Example
    void equalValuesAreOneBin() {
        Histogram histogram = Histogram.of(new double[] {0, 0, 0});
        assertThat(histogram.counts()).containsExactly(3L);
    }
}
