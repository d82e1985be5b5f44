package dev.steerstream.evaluation.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.engine.TokenRow;
import org.junit.jupiter.api.Test;

class TemplateTokensTest {
    /** Prompt 1, then answer 5 5 x 9; every tenth answer has a word more before its end. */
    private static TokenRow answer(int number) {
        int digit = 100 + number % 4;
        return number % 10 == 0
                ? new TokenRow(new int[] {1, 5, 5, digit, 77, 9}, 1)
                : new TokenRow(new int[] {1, 5, 5, digit, 9}, 1);
    }

    private static TemplateTokens of(int answers) {
        TemplateTokens template = new TemplateTokens();
        for (int number = 1; number <= answers; number++) template.add(answer(number));
        return template;
    }

    @Test
    void whatNearlyAllAnswersShareFromEitherEndIsTemplate() {
        TemplateTokens template = of(40);
        TokenRow row = answer(10);
        assertThat(template.isTemplate(row, 1)).isTrue();
        assertThat(template.isTemplate(row, 2)).isTrue();
        assertThat(template.isTemplate(row, 3)).isFalse(); // the digit
        assertThat(template.isTemplate(row, 4)).isFalse(); // the word more
        assertThat(template.isTemplate(row, 5)).isTrue(); // the end, though one place later than in the others
    }

    @Test
    void ninetyPercentAreNotMoreThanNinetyPercent() {
        TemplateTokens template = new TemplateTokens();
        for (int number = 0; number < 20; number++) {
            template.add(new TokenRow(new int[] {1, number < 18 ? 5 : 6, 10 + number}, 1));
        }
        assertThat(template.isTemplate(new TokenRow(new int[] {1, 5, 10}, 1), 1))
                .isFalse();
    }

    @Test
    void fewAnswersHaveNoTemplate() {
        assertThat(of(TemplateTokens.FEWEST_ANSWERS - 1).isTemplate(answer(1), 1))
                .isFalse();
    }
}
