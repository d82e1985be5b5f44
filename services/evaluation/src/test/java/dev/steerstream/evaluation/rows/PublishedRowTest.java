package dev.steerstream.evaluation.rows;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.text.ChatMessage;
import java.util.List;
import org.junit.jupiter.api.Test;

class PublishedRowTest {
    private static final List<ChatMessage> ASKED = List.of(
            new ChatMessage("user", "Which is blue?\n\nAnswer1: sky Answer2: grass\nAnswer format: answer1/answer2"));

    @Test
    void choicesAreThoseThatWereGiven() {
        EvaluationRow row = PublishedRow.of(1, "g", ASKED, "sky", List.of("grass", "sky"), 1, null);
        assertThat(row.choices()).containsExactly("grass", "sky");
        assertThat(row.judgement()).isEqualTo(new Judgement.OneRight(1, List.of("grass", "sky")));
    }

    @Test
    void severalTrueChoicesAreJudgedAsTruthfulQas() {
        EvaluationRow row = PublishedRow.of(1, "g", ASKED, "b", List.of("a", "b", "c", "d"), 1, List.of(0, 1));
        assertThat(row.judgement()).isEqualTo(new Judgement.Truthful(1, List.of(2, 3), List.of(0, 1), List.of(2, 3)));
    }

    @Test
    void choicesAreElseThoseThatThePromptNames() {
        EvaluationRow row = PublishedRow.of(1, null, ASKED, "the correct answer is answer2", List.of(), null, null);
        assertThat(row.choices()).containsExactly("the correct answer is answer1", "the correct answer is answer2");
        assertThat(row.judgement()).isEqualTo(new Judgement.OneRight(1, List.of("answer1", "answer2")));
        assertThat(row.group()).isEqualTo(EvaluationRow.groupOf(ASKED));
    }

    @Test
    void aCompletionThatNamesNoneOfThemIsAReferenceOnly() {
        assertThat(PublishedRow.of(1, "g", ASKED, "the sky", List.of(), null, null)
                        .judgement())
                .isEqualTo(new Judgement.Reference());
        assertThat(PublishedRow.of(1, "g", List.of(new ChatMessage("user", "Hello")), "answer1", List.of(), null, null)
                        .choices())
                .isEmpty();
    }
}
