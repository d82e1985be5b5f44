package dev.steerstream.cli.engine.bench;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.calibration.MeanVector;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.Observing;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows a second of two forwards, with the logits of every completion token as the peer has them, and of a whole calibration on the same
 * rows: two forwards, what is summed of them, every estimator and its interval.
 */
final class CalibrationBench {
    private static final int ROWS = 24;
    private static final int LENGTH = 110;
    private static final int PROMPT = 80;

    /** Tokens of the text that rows are cut from. */
    static final int TEXT = ROWS * 16 + LENGTH;

    private static final double CONFIDENCE = 0.1;

    private final LanguageModel model;
    private final String adapter;
    private final int repeats;
    private double estimating;

    CalibrationBench(LanguageModel model, String adapter, int repeats) {
        this.model = model;
        this.adapter = adapter;
        this.repeats = repeats;
    }

    /** In turns, so that both meet the same machine; of each the best time counts, after one that does not. */
    void run(int[] text, ObjectNode report) {
        List<TokenRow> rows = new ArrayList<>();
        for (int i = 0; i < ROWS; i++) {
            rows.add(new TokenRow(Arrays.copyOfRange(text, i * 16, i * 16 + LENGTH), PROMPT));
        }
        double forwards = Double.MAX_VALUE;
        double calibration = Double.MAX_VALUE;
        double ofEstimating = 0;
        for (int i = 0; i <= repeats; i++) {
            double alone = seconds(() -> model.score(rows, adapter, (row, token, gold, warm, base) -> {}));
            double whole = seconds(() -> calibrate(rows));
            if (i > 0) {
                forwards = Math.min(forwards, alone);
                ofEstimating = whole < calibration ? estimating : ofEstimating;
                calibration = Math.min(calibration, whole);
            }
        }
        report.put("extraction_rows_per_second", ROWS / forwards);
        report.put("calibration_rows_per_second", ROWS / calibration);
        report.put("calibration_over_forwards", calibration / forwards);
        report.put("calibration_estimating_seconds", ofEstimating);
    }

    private void calibrate(List<TokenRow> rows) {
        Calibration calibration = observed(model, adapter, rows);
        estimating = seconds(calibration::result);
    }

    /** A calibration that has seen the rows, each a group of its own. */
    static Calibration observed(LanguageModel model, String adapter, List<TokenRow> rows) {
        int vocabulary = model.config().vocabularySize();
        Calibration calibration = new Calibration(CalibrationSettings.of(CONFIDENCE, TokenBans.none(), 1), vocabulary);
        MeanVector mean = new MeanVector(vocabulary);
        Observing observing = new Observing(
                CONFIDENCE,
                TokenBans.none(),
                5,
                row -> row % 5,
                (fold, tokens, delta, ratio) -> mean.add(delta, tokens));
        int[] known = {-1};
        model.observe(rows, adapter, observing, (row, token, answer) -> {
            if (row != known[0]) {
                calibration.row(Integer.toString(row));
                known[0] = row;
            }
            calibration.token(answer);
        });
        return calibration;
    }

    private static double seconds(Runnable work) {
        long started = System.nanoTime();
        work.run();
        return (System.nanoTime() - started) / 1e9;
    }
}
