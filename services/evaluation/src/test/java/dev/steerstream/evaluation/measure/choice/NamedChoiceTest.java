package dev.steerstream.evaluation.measure.choice;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamedChoiceTest {
    private static final List<String> ANSWERS = List.of("answer1", "answer2", "answer10");

    @Test
    void theFirstNamedIsTheAnswer() {
        assertThat(NamedChoice.of("The correct answer is Answer2.", ANSWERS)).isEqualTo(1);
        assertThat(NamedChoice.of("answer2, not answer1", ANSWERS)).isEqualTo(1);
    }

    @Test
    void aLongerNameIsNotTakenForAShorterOne() {
        assertThat(NamedChoice.of("the correct answer is answer10", ANSWERS)).isEqualTo(2);
        assertThat(NamedChoice.of("untrue", List.of("true", "false"))).isEqualTo(-1);
        assertThat(NamedChoice.of("New York City", List.of("New York", "New York City")))
                .isEqualTo(1);
    }

    @Test
    void noneNamedIsNone() {
        assertThat(NamedChoice.of("I do not know", ANSWERS)).isEqualTo(-1);
        assertThat(NamedChoice.of("", ANSWERS)).isEqualTo(-1);
    }
}
