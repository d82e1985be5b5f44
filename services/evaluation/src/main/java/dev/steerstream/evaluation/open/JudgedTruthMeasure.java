package dev.steerstream.evaluation.open;

import dev.steerstream.evaluation.measure.JudgedRow;
import dev.steerstream.evaluation.measure.Measure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Share of open answers that a judge finds true. */
public final class JudgedTruthMeasure implements Measure {
    private final String judge;
    private final List<String> columns;
    private final Map<Integer, Map<String, Boolean>> verdicts = new HashMap<>(); // by line, then column

    /**
     * @param judge named in the meaning: a share says little without it
     * @param columns in the rows' order
     */
    public JudgedTruthMeasure(String judge, List<String> columns, List<OpenAnswer> judged) {
        this.judge = judge;
        this.columns = List.copyOf(columns);
        for (OpenAnswer answer : judged) {
            verdicts.computeIfAbsent(answer.line(), line -> new HashMap<>())
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
        return verdicts.containsKey(row.row().line());
    }

    @Override
    public double amount(JudgedRow row, int column) {
        return verdicts.get(row.row().line()).get(columns.get(column)) ? 1 : 0;
    }

    @Override
    public boolean binary() {
        return true;
    }
}
