package dev.steerstream.evaluation.rule;

import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.evaluation.rows.EvaluationRow;
import dev.steerstream.evaluation.scoring.RowEncoder;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.engine.TokenRow;
import java.util.ArrayList;
import java.util.List;

/** Calibrates all directions in one pass over the same rows, a portion at a time. Not thread-safe: one thread. */
public final class RuleCalibration {
    private final LanguageModel model;
    private final String adapterDigest;
    private final RowEncoder encoder;
    private final List<NamedDirection> directions;
    private final double penalty;
    private final List<Calibration> calibrations = new ArrayList<>();

    /**
     * @param bans tokens that decoding never chooses
     * @param bootstrap of the strengths' intervals
     * @param observationBytes memory of one direction's observations, masked and unmasked each
     */
    public RuleCalibration(
            LanguageModel model,
            String adapterDigest,
            RowEncoder encoder,
            List<NamedDirection> directions,
            double confidence,
            TokenBans bans,
            GroupBootstrap bootstrap,
            long observationBytes) {
        this.model = model;
        this.adapterDigest = adapterDigest;
        this.encoder = encoder;
        this.directions = List.copyOf(directions);
        this.penalty = Steering.REMOVE;
        for (NamedDirection each : directions) {
            Steering steering = new Steering(Mode.STEERED, Strength.ZERO, confidence, penalty, each.direction());
            calibrations.add(new Calibration(
                    new CalibrationSettings(
                            steering,
                            bans,
                            bootstrap,
                            CalibrationSettings.MAXIMUM_DIVERGENCE,
                            CalibrationSettings.FEWEST_TOKENS,
                            CalibrationSettings.FEWEST_ROWS,
                            observationBytes),
                    model.config().vocabularySize()));
        }
    }

    /** Observes a portion of the calibration rows; how many tokens were read. */
    public int observe(List<EvaluationRow> portion) {
        List<TokenRow> tokens = portion.stream().map(encoder::reference).toList();
        int[] current = {-1};
        model.score(tokens, adapterDigest, (row, token, gold, warm, base) -> {
            for (Calibration calibration : calibrations) {
                if (row != current[0]) calibration.row(portion.get(row).group());
                calibration.position(gold, warm, base);
            }
            current[0] = row;
        });
        return tokens.stream().mapToInt(TokenRow::length).sum();
    }

    /** The rules with the strengths that the rows ask for, in the directions' order. */
    public List<FittedRule> rules() {
        List<FittedRule> rules = new ArrayList<>();
        for (int d = 0; d < directions.size(); d++) {
            rules.add(FittedRule.of(
                    directions.get(d), penalty, calibrations.get(d).result()));
        }
        return rules;
    }
}
