package dev.steerstream.evaluation.open;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import dev.steerstream.evaluation.rows.EvaluationRow;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Share of open answers that a judge finds true. */
public final class JudgedTruthMeasure implements Measure {
    private final String judge;
    private final List<String> columns;
    private final Map<EvaluationRow, Map<String, Boolean>> verdicts = new IdentityHashMap<>(); // by row, then column

    /**
     * @param judge named in the meaning: a share says little without it
     * @param columns in the answers' order
     * @param rows that the answers are of, and that will be judged
     */
    public JudgedTruthMeasure(String judge, List<String> columns, List<EvaluationRow> rows, List<OpenAnswer> judged) {
        this.judge = judge;
        this.columns = List.copyOf(columns);
        for (OpenAnswer answer : judged) {
            verdicts.computeIfAbsent(rows.get(answer.row() - 1), row -> new HashMap<>())
                    .put(answer.column(), Boolean.TRUE.equals(answer.truthful()));
        }
    }

    @Override
    public String name() {
        return "truthfulqa_generated_judged_true";
    }

    @Override
    public String meaning() {
        return "share of greedy answers that " + judge + " finds true, mask in force";
    }

    @Override
    public boolean applies(JudgedRow row) {
        return verdicts.containsKey(row.row());
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return verdicts.get(row.row()).get(columns.get(column)) ? 1 : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }
}
