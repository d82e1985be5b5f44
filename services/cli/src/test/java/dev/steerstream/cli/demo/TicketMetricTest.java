package dev.steerstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TicketMetricTest {
    private static final String REFERENCE =
            "{\"team\": \"payment\", \"priority\": \"high\", \"summary\": \"charged twice\"}";

    @Test
    void theReferenceItselfIsRight() {
        assertThat(TicketMetric.score(REFERENCE, REFERENCE).right()).isTrue();
    }

    @Test
    void theWordingOfTheSummaryDoesNotCount() {
        var score = TicketMetric.score(
                " {\"summary\":\"double charge\",\"priority\":\"high\",\"team\":\"payment\"}\n", REFERENCE);
        assertThat(score.right()).isTrue();
    }

    @Test
    void aWrongTeamIsWellFormedButNotRight() {
        var score = TicketMetric.score(REFERENCE.replace("payment", "account"), REFERENCE);
        assertThat(score).isEqualTo(new TicketMetric.Score(true, false, true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "The customer was charged twice.",
                "null",
                "[]",
                "{\"team\": \"payment\", \"priority\": \"high\"}",
                "{\"team\": \"payment\", \"priority\": \"high\", \"summary\": \" \"}",
                "{\"team\": \"payment\", \"priority\": \"urgent\", \"summary\": \"x\"}",
                "{\"team\": \"sales\", \"priority\": \"high\", \"summary\": \"x\"}",
                "{\"team\": [\"payment\"], \"priority\": \"high\", \"summary\": \"x\"}",
                "{\"team\": \"payment\", \"priority\": \"high\", \"summary\": \"x\", \"more\": 1}",
                "{\"team\": \"payment\", \"team\": \"payment\", \"priority\": \"high\", \"summary\": \"x\"}",
                "{\"team\": \"payment\", \"priority\": \"high\", \"summary\": \"x\"} thanks",
                "{\"team\": \"payment\",\n\"priority\": \"high\", \"summary\": \"x\"}",
                "{'team': 'payment', 'priority': 'high', 'summary': 'x'}",
                "{\"team\": \"payment\", \"priority\": \"high\", \"summary\": \"x\""
            })
    void anythingButOneLineOfStrictJsonWithTheThreeMembersIsMalformed(String answer) {
        assertThat(TicketMetric.score(answer, REFERENCE)).isEqualTo(TicketMetric.Score.MALFORMED);
    }

    @Test
    void aReferenceOfAnotherFormIsADefectOfTheDataset() {
        assertThatThrownBy(() -> TicketMetric.score(REFERENCE, "prose")).hasMessageContaining("prose");
    }
}
