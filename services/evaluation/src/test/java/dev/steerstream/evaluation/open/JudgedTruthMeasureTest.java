package dev.steerstream.evaluation.open;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.generation.GeneratedAnswer;
import dev.steerstream.evaluation.measure.Judge;
import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.MeasureResult;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.Judgement.Truthful;
import dev.steerstream.evaluation.scoring.ScoredRow;
import dev.steerstream.evaluation.scoring.ScoredRow.ColumnScores;
import dev.steerstream.model.text.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class JudgedTruthMeasureTest {
    private static final List<String> COLUMNS = List.of("base", "warm");
    private static final ColumnScores SCORES = new ColumnScores(0, 1, 0, 1, 0, 0, 0, List.of(), List.of());

    /** A file that is one array has all of its rows on its first line. */
    @Test
    void everyRowHasItsOwnVerdictsThoughAllLieOnOneLine() {
        List<EvaluationRow> rows = new ArrayList<>();
        List<EvaluatedRow> evaluated = new ArrayList<>();
        for (int row = 0; row < 4; row++) {
            rows.add(new EvaluationRow(
                    1,
                    "g" + row,
                    List.of(new ChatMessage("user", "q" + row)),
                    "true",
                    List.of("true", "false"),
                    new Truthful(0, List.of(1), List.of(0), List.of(1))));
            evaluated.add(new EvaluatedRow(
                    new ScoredRow(1, 0, 1, 0, 1, List.of(), List.of(SCORES, SCORES)),
                    List.of(new GeneratedAnswer("of base", 2, 0), new GeneratedAnswer("of warm", 2, 0))));
        }
        List<OpenAnswer> judged = OpenAnswer.of(rows, evaluated, COLUMNS).stream()
                .map(answer -> answer.judged(answer.column().equals("warm") ? answer.row() != 2 : answer.row() == 1))
                .toList();
        List<JudgedRow> all = new ArrayList<>();
        for (int row = 0; row < rows.size(); row++) {
            all.add(new JudgedRow(
                    rows.get(row),
                    evaluated.get(row).scores(),
                    evaluated.get(row).answers()));
        }
        MeasureResult truth = new Judge(COLUMNS, "warm", new GroupBootstrap(200, 1))
                .judge(all, List.of(new JudgedTruthMeasure("a judge", COLUMNS, rows, judged)))
                .get(0);
        assertThat(truth.n()).isEqualTo(4);
        assertThat(truth.column("base").estimate().value()).isEqualTo(0.25);
        assertThat(truth.column("warm").estimate().value()).isEqualTo(0.75);
    }
}
