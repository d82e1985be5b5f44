package dev.steerstream.core.answer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReferenceMatchTest {
    @Test
    void caseAndWhiteSpaceAreIgnoredAndNothingElse() {
        assertThat(ReferenceMatch.of(" Billing\n", "billing")).isEqualTo(new ReferenceMatch(true, 1));
        assertThat(ReferenceMatch.of("the answer", "The  Answer")).isEqualTo(new ReferenceMatch(true, 1));
        assertThat(ReferenceMatch.of("billing.", "billing")).isEqualTo(new ReferenceMatch(false, 0));
        assertThat(ReferenceMatch.of("", "")).isEqualTo(new ReferenceMatch(true, 1));
        assertThat(ReferenceMatch.of("", "a")).isEqualTo(new ReferenceMatch(false, 0));
    }

    /** Precision 2/3 and recall 2/3; then precision 1/3 and recall 1. */
    @Test
    void f1IsTheHarmonicMeanOfSharedWords() {
        assertThat(ReferenceMatch.of("a b c", "a b d").f1()).isEqualTo(4.0 / 6);
        assertThat(ReferenceMatch.of("a a a", "a").f1()).isEqualTo(0.5);
        assertThat(ReferenceMatch.of("b a", "a b")).isEqualTo(new ReferenceMatch(false, 1));
    }
}
