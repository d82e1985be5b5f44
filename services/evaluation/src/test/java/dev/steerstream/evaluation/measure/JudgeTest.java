package dev.steerstream.evaluation.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.McNemar;
import dev.steerstream.evaluation.measure.choice.ChoiceMeasures;
import dev.steerstream.evaluation.measure.reference.ReferenceMeasures;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.Judgement.OneRight;
import dev.steerstream.evaluation.scoring.ScoredRow;
import dev.steerstream.evaluation.scoring.ScoredRow.ColumnScores;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class JudgeTest {
    private static final List<String> COLUMNS = List.of("base", "warm", "delta");
    private static final Judge JUDGE = new Judge(COLUMNS, "warm", new GroupBootstrap(400, 3));

    private static JudgedRow row(int line, String group, int content, ColumnScores... columns) {
        EvaluationRow row = new EvaluationRow(
                line,
                group,
                List.of(new ChatMessage("user", "q" + line)),
                "a",
                List.of("a", "b"),
                new OneRight(0, List.of("a", "b")));
        ScoredRow scores = new ScoredRow(line, 0, content, 0, content, List.of(1, 4), List.of(columns));
        return new JudgedRow(row, scores, List.of());
    }

    private static ColumnScores scores(double loss, int right, double first, double second) {
        return new ColumnScores(0, loss, 0, loss, 0, right, 0, List.of(first, second), List.of(first, second));
    }

    private static MeasureResult find(List<MeasureResult> results, String name) {
        return results.stream()
                .filter(result -> result.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void lossesAreOverTokensAndAccuraciesOverRows() {
        List<JudgedRow> rows = List.of(
                row(1, "g", 2, scores(4, 0, -3, -2), scores(3, 1, -1, -2), scores(1, 2, -1, -2)),
                row(2, "g", 1, scores(1, 1, -1, -2), scores(1, 1, -5, -2), scores(2, 0, -1, -8)),
                row(3, "h", 3, scores(6, 0, -1, -2), scores(3, 3, -1, -9), scores(3, 3, -1, -9)));
        List<MeasureResult> reference = JUDGE.judge(rows, ReferenceMeasures.all());
        MeasureResult loss = find(reference, "loss_full");
        assertThat(loss.n()).isEqualTo(3);
        assertThat(loss.groups()).isEqualTo(2);
        assertThat(loss.weight()).isEqualTo(6);
        assertThat(loss.column("base").estimate().value()).isCloseTo(11 / 6.0, within(1e-15));
        assertThat(loss.column("delta").minusWarm().value()).isCloseTo(-1 / 6.0, within(1e-15));
        // Drawn twice each, group g gives (3 - 4) / 3 and group h 0: all that the interval can reach.
        assertThat(loss.column("delta").minusWarm().low()).isCloseTo(-1 / 3.0, within(1e-12));
        assertThat(loss.column("delta").minusWarm().high()).isCloseTo(0, within(1e-12));
        assertThat(find(reference, "token_accuracy").column("warm").estimate().value())
                .isCloseTo(5 / 6.0, within(1e-15));
        assertThat(find(reference, "exact_match").column("warm").estimate().value())
                .isCloseTo(2 / 3.0, within(1e-15));
        assertThat(reference).noneMatch(result -> result.name().startsWith("generated"));
        assertThat(reference).noneMatch(result -> result.name().equals("loss_full_template"));

        List<MeasureResult> choice = JUDGE.judge(rows, ChoiceMeasures.all());
        MeasureResult sum = find(choice, "choice_accuracy_sum");
        assertThat(sum.chance()).hasValue(0.5);
        assertThat(sum.column("base").estimate().value()).isCloseTo(2 / 3.0, within(1e-15));
        assertThat(sum.column("delta").versusWarm()).contains(McNemar.of(1, 0));
        assertThat(sum.column("warm").versusWarm()).isEmpty();
        // Length-normalised, -2 of four tokens is -0.5: only -1 against -9 / 4 stays right.
        assertThat(find(choice, "choice_accuracy_length_normalised")
                        .column("warm")
                        .estimate()
                        .value())
                .isCloseTo(1 / 3.0, within(1e-15));
        assertThat(choice).noneMatch(result -> result.name().startsWith("truthfulqa"));
    }

    @Test
    void aRuleThatIsWarmDiffersByNothing() {
        SplittableRandom random = new SplittableRandom(1);
        List<JudgedRow> rows = new ArrayList<>();
        for (int line = 1; line <= 30; line++) {
            ColumnScores warm = scores(random.nextDouble(), 1, -random.nextDouble(), -random.nextDouble());
            rows.add(row(line, "g" + line, 2, warm, warm, warm));
        }
        for (MeasureResult result : JUDGE.judge(rows, ReferenceMeasures.all())) {
            assertThat(result.column("delta").minusWarm()).isEqualTo(new Estimate(0, 0, 0));
        }
    }

    @Test
    void aRuleIsComparedWithTheFirstOneOnTheSameDraws() {
        List<JudgedRow> rows = new ArrayList<>();
        for (int line = 1; line <= 12; line++) {
            ColumnScores warm = scores(line, 1, -1, -2);
            rows.add(
                    row(line, "g" + line, 1, warm, warm, scores(2 * line, 1, -1, -2), scores(2 * line + 3, 1, -1, -2)));
        }
        MeasureResult loss = new Judge(List.of("base", "warm", "delta", "other"), "warm", new GroupBootstrap(200, 1))
                .judge(rows, List.of(ReferenceMeasures.fullLoss()))
                .get(0);
        assertThat(loss.column("other").minusFirst()).hasValueSatisfying(difference -> {
            assertThat(difference.value()).isCloseTo(3, within(1e-12));
            assertThat(difference.low()).isCloseTo(3, within(1e-12)); // though both vary widely
            assertThat(difference.high()).isCloseTo(3, within(1e-12));
        });
        for (String column : List.of("base", "warm", "delta")) {
            assertThat(loss.column(column).minusFirst()).isEmpty();
        }
    }

    @Test
    void oneGroupHasNoInterval() {
        MeasureResult loss = JUDGE.judge(
                        List.of(row(1, "g", 1, scores(1, 1, -1, -2), scores(2, 1, -1, -2), scores(3, 1, -1, -2))),
                        List.of(ReferenceMeasures.fullLoss()))
                .get(0);
        assertThat(loss.column("delta").minusWarm().value()).isEqualTo(1);
        assertThat(loss.column("delta").minusWarm().hasInterval()).isFalse();
    }
}
