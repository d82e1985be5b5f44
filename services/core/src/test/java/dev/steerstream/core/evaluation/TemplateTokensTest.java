package dev.steerstream.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TemplateTokensTest {
    @Test
    void whatMoreThanNineOfTenHaveAtTheSamePlaceFromEitherEndIsTemplate() {
        TemplateTokens wording = new TemplateTokens();
        for (int i = 0; i < 19; i++) {
            wording.add(i % 2 == 0 ? new int[] {7, 8, 100 + i, 9} : new int[] {7, 8, 100 + i, 200 + i, 9});
        }
        wording.add(new int[] {1, 8, 300, 9}); // 19 of 20 begin with 7, all have 8 next, all end with 9
        assertThat(wording.of(new int[] {7, 8, 100, 9})).containsExactly(true, true, false, true);
        assertThat(wording.of(new int[] {7, 8, 1, 2, 3, 9})).containsExactly(true, true, false, false, false, true);
        assertThat(wording.of(new int[] {1, 9, 8})).containsExactly(false, false, false);
    }

    @Test
    void exactlyNineOfTenAreNotEnough() {
        TemplateTokens wording = new TemplateTokens();
        for (int i = 0; i < 10; i++) {
            wording.add(new int[] {i == 0 ? 1 : 7, 50 + i});
        }
        assertThat(wording.of(new int[] {7, 51})).containsExactly(false, false);
        assertThat(new TemplateTokens().of(new int[] {7})).containsExactly(false);
    }
}
