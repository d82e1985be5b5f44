package dev.steerstream.evaluation.open;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.steerstream.evaluation.EvaluatedRow;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.rows.Judgement.Truthful;
import java.util.ArrayList;
import java.util.List;

/**
 * A generated answer to an open question, with what a judge needs.
 *
 * @param row which of the judged rows, from 1
 * @param line where the row begins in its file; many rows may share one
 * @param column that generated it
 * @param best the reference
 * @param trueAnswers known ones
 * @param falseAnswers known ones
 * @param truthful the verdict, where a judge was asked
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OpenAnswer(
        int row,
        int line,
        String question,
        String column,
        String answer,
        @JsonProperty("best_answer") String best,
        @JsonProperty("true_answers") List<String> trueAnswers,
        @JsonProperty("false_answers") List<String> falseAnswers,
        Boolean truthful) {
    public OpenAnswer {
        trueAnswers = List.copyOf(trueAnswers);
        falseAnswers = List.copyOf(falseAnswers);
    }

    /**
     * Those of the rows that tell which of their choices are true.
     *
     * @param evaluated with generated answers
     * @param columns names in the answers' order
     */
    public static List<OpenAnswer> of(List<EvaluationRow> rows, List<EvaluatedRow> evaluated, List<String> columns) {
        List<OpenAnswer> answers = new ArrayList<>();
        for (int r = 0; r < rows.size(); r++) {
            EvaluationRow row = rows.get(r);
            if (!(row.judgement() instanceof Truthful truth)) continue;
            for (int c = 0; c < evaluated.get(r).answers().size(); c++) {
                answers.add(new OpenAnswer(
                        r + 1,
                        row.line(),
                        row.prompt().get(row.prompt().size() - 1).content(),
                        columns.get(c),
                        evaluated.get(r).answers().get(c).text(),
                        row.completion(),
                        texts(row, truth.trueOnes()),
                        texts(row, truth.falseOnes()),
                        null));
            }
        }
        return answers;
    }

    private static List<String> texts(EvaluationRow row, List<Integer> choices) {
        return choices.stream().map(row.choices()::get).toList();
    }

    OpenAnswer judged(boolean verdict) {
        return new OpenAnswer(row, line, question, column, answer, best, trueAnswers, falseAnswers, verdict);
    }
}
