package dev.steerstream.extractor;

import dev.steerstream.core.decoding.guard.Repetition;
import dev.steerstream.core.statistics.Quantiles;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.TokenBans;
import java.util.ArrayList;
import java.util.List;

/**
 * The range that the live guard holds answers to, measured on calibration rows with their reference answers as context, so no answers need be
 * generated. Divergence: per row the highest mean KL(warm || steered) over up to 64 tokens in a row, as the guard will look at it; the limit is
 * twice the 99th percentile over rows, at least 0.1 nats. Repetition: the same with the share of repeated 4-grams of the reference answers; the
 * limit is the 99th percentile plus 0.25, at least 0.5. The factors are margins for contexts that the model writes itself, which drift further
 * than reference ones; what loops reaches 0.9 within a window. One thread.
 */
final class GuardRange {
    /** As many rows tell the range: more would cost forwards and add little to a limit with such margins. */
    static final int MOST_ROWS = 64;

    private static final int WINDOW = 64;
    private static final double DIVERGENCE_FACTOR = 2;
    private static final double LEAST_DIVERGENCE = 0.1;
    private static final double REPETITION_MARGIN = 0.25;
    private static final double LEAST_REPETITION = 0.5;
    private static final double PERCENTILE = 0.99;

    private final List<List<RowsSummary>> kept = new ArrayList<>();
    private final List<Double> rowDivergences = new ArrayList<>();
    private final List<Double> rowRepetitions = new ArrayList<>();

    /** Up to {@link #MOST_ROWS} examples, evenly spread. */
    static List<Extraction.Example> sample(List<Extraction.Example> examples) {
        if (examples.size() <= MOST_ROWS) return examples;
        List<Extraction.Example> sample = new ArrayList<>();
        for (int i = 0; i < MOST_ROWS; i++) sample.add(examples.get((int) ((long) i * examples.size() / MOST_ROWS)));
        return sample;
    }

    /** An example begins, whose answer tokens are {@link #keep kept} until the steering is known. */
    void example(Extraction.Example example) {
        kept.add(new ArrayList<>());
        rowRepetitions.add(repetition(example));
    }

    void keep(RowsSummary rows) {
        kept.get(kept.size() - 1).add(rows);
    }

    private static double repetition(Extraction.Example example) {
        int[] answer = new int[example.tokens().completionLength()];
        for (int t = 0; t < answer.length; t++) {
            answer[t] = example.tokens().id(example.tokens().completionStart() + t);
        }
        double highest = 0;
        for (int end = 1; end <= answer.length; end++) {
            highest = Math.max(highest, Repetition.rate(answer, Math.max(0, end - WINDOW), end));
        }
        return highest;
    }

    /** From what was kept; false where there is nothing, or it does not list all that this steering may choose. */
    boolean measure(Steering steering, TokenBans bans, int vocabularySize) {
        boolean covered =
                !kept.isEmpty() && kept.stream().flatMap(List::stream).allMatch(rows -> rows.covers(steering, bans));
        if (!covered) return false;
        SummaryStep step = new SummaryStep(vocabularySize);
        for (List<RowsSummary> row : kept) {
            List<Double> divergences = new ArrayList<>();
            for (RowsSummary rows : row) {
                divergences.add(
                        step.compute(steering, bans, divergences.size(), rows).divergence());
            }
            if (!divergences.isEmpty()) rowDivergences.add(highestWindow(divergences));
        }
        return true;
    }

    /** From rows of logits, which the result is to be shown. */
    Scoring.Visitor anew(Steering steering, TokenBans bans, int vocabularySize) {
        rowRepetitions.clear();
        SteeringStep step = new SteeringStep(vocabularySize);
        return new Scoring.Visitor() {
            private List<Double> divergences = new ArrayList<>();
            private int left;

            @Override
            public void example(Extraction.Example example) {
                rowRepetitions.add(repetition(example));
                divergences = new ArrayList<>();
                left = example.tokens().completionLength();
            }

            @Override
            public void token(int gold, float[] warm, float[] base) {
                divergences.add(step.compute(steering, bans, divergences.size(), warm, base)
                        .divergence());
                if (--left == 0) rowDivergences.add(highestWindow(divergences));
            }
        };
    }

    private static double highestWindow(List<Double> values) {
        double sum = 0;
        double highest = 0;
        for (int t = 0; t < values.size(); t++) {
            sum += values.get(t);
            if (t >= WINDOW) sum -= values.get(t - WINDOW);
            // Fewer tokens than the guard waits for say nothing, but where a row has no more they are all there is.
            boolean speaks = t + 1 >= Math.min(8, values.size());
            if (speaks) highest = Math.max(highest, sum / Math.min(t + 1, WINDOW));
        }
        return highest;
    }

    /** In nats; infinite where nothing was seen. */
    double divergence() {
        if (rowDivergences.isEmpty()) return Double.POSITIVE_INFINITY;
        return Math.max(LEAST_DIVERGENCE, DIVERGENCE_FACTOR * percentile(rowDivergences));
    }

    /** A share, 1 where nothing was seen. */
    double repetition() {
        if (rowRepetitions.isEmpty()) return 1;
        return Math.min(1, Math.max(LEAST_REPETITION, percentile(rowRepetitions) + REPETITION_MARGIN));
    }

    private static double percentile(List<Double> values) {
        double[] sorted = Quantiles.sorted(
                values.stream().mapToDouble(Double::doubleValue).toArray());
        return Quantiles.of(sorted, PERCENTILE);
    }
}
