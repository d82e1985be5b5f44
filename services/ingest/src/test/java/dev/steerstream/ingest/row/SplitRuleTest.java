package dev.steerstream.ingest.row;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.schemas.Split;
import dev.steerstream.schemas.SubmissionEnd;
import java.util.EnumMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SplitRuleTest {

    @Test
    void sharesAreKeptWithinFourStandardDeviations() {
        Map<Split, Integer> counts = count(SplitRule.of(new SubmissionEnd(null, null, null, null)), 10_000);
        assertThat(counts.get(Split.TRAIN)).isBetween(7_840, 8_160);
        assertThat(counts.get(Split.CALIBRATION)).isBetween(880, 1_120);
        assertThat(counts.get(Split.HELD_OUT)).isBetween(880, 1_120);
    }

    /**
     * Published datasets keep their splits over releases: the rule is part of the contract. Figures of an independent implementation: the first 53
     * bits of sha256("7:g" + number), read as a big-endian fraction.
     */
    @Test
    void theRuleNeverChanges() {
        SplitRule rule = new SplitRule(7, Map.of(Split.TRAIN, 0.5, Split.CALIBRATION, 0.25, Split.HELD_OUT, 0.25));
        StringBuilder found = new StringBuilder();
        for (int group = 0; group < 16; group++)
            found.append(rule.split("g" + group).name().charAt(0));
        assertThat(found).hasToString("HCTCHHHHCTCTHTTT");
    }

    @Test
    void anotherSeedSplitsOtherwise() {
        SplitRule one = SplitRule.of(new SubmissionEnd(1L, null, null, null));
        SplitRule two = SplitRule.of(new SubmissionEnd(2L, null, null, null));
        int same = 0;
        for (int group = 0; group < 1_000; group++) if (one.split("g" + group) == two.split("g" + group)) same++;
        assertThat(same).isLessThan(800);
    }

    @Test
    void aSplitWithoutAShareGetsNoRow() {
        Map<Split, Double> shares = Map.of(Split.TRAIN, 0.9, Split.CALIBRATION, 0.1 - 1e-10);
        assertThat(count(SplitRule.of(new SubmissionEnd(0L, shares, null, null)), 5_000))
                .doesNotContainKey(Split.HELD_OUT);
        assertThat(count(new SplitRule(0, Map.of(Split.TRAIN, 0.0, Split.HELD_OUT, 1.0)), 100))
                .containsOnlyKeys(Split.HELD_OUT);
    }

    @Test
    void sharesThatDoNotSumToOneAreAFault() {
        assertThat(SplitRule.fault(new SubmissionEnd(0L, Map.of(Split.TRAIN, 0.9), null, null)))
                .hasValueSatisfying(fault -> assertThat(fault).contains("0.9"));
        assertThat(SplitRule.fault(new SubmissionEnd(0L, Map.of(Split.TRAIN, 0.7, Split.HELD_OUT, 0.3), null, null)))
                .isEmpty();
    }

    private static Map<Split, Integer> count(SplitRule rule, int groups) {
        Map<Split, Integer> counts = new EnumMap<>(Split.class);
        for (int group = 0; group < groups; group++) counts.merge(rule.split("g" + group), 1, Integer::sum);
        return counts;
    }
}
