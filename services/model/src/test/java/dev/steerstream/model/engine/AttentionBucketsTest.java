package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class AttentionBucketsTest {
    @Property
    void everyRowIsInOneOfAFewBucketsThatReachItsLength(
            @ForAll @Size(min = 1, max = 40) int @IntRange(min = 1, max = 2000) [] visible) {
        AttentionBuckets buckets = AttentionBuckets.of(visible, false);
        assertThat(buckets.rows().length).isBetween(1, AttentionBuckets.MOST);
        int row = 0;
        for (int b = 0; b < buckets.rows().length; b++) {
            int[] mine = Arrays.copyOfRange(visible, row, row + (int) buckets.rows()[b]);
            int longest = Arrays.stream(mine).max().orElseThrow();
            boolean equal = Arrays.stream(mine).allMatch(length -> length == longest);
            assertThat(buckets.lengths()[b]).isEqualTo(equal ? longest : -longest);
            row += mine.length;
        }
        assertThat(row).isEqualTo(visible.length);
    }

    @Test
    void deterministicRowsAreAloneAtTheirLength() {
        AttentionBuckets buckets = AttentionBuckets.of(new int[] {5, 5, 9, 9, 9, 2}, true);
        assertThat(buckets.rows()).containsExactly(1, 1, 1, 1, 1, 1);
        assertThat(buckets.lengths()).containsExactly(5, 5, 9, 9, 9, 2);
    }

    @Test
    void nearNeighboursShareACallAndFarOnesDoNot() {
        AttentionBuckets buckets = AttentionBuckets.of(new int[] {100, 100, 110, 1500, 1500}, false);
        assertThat(buckets.rows()).containsExactly(3, 2);
        assertThat(buckets.lengths()).containsExactly(-110, 1500);
    }
}
