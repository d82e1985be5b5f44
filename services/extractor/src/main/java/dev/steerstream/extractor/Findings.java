package dev.steerstream.extractor;

import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.PerTokenSpread;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.evaluation.HeldOutResult;
import dev.steerstream.core.evaluation.KeptLoss;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.schemas.HeldOutGain;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * All that an extraction found.
 *
 * @param direction the configured one, which the calibration is of
 * @param configured name of the estimator that the task asks for
 * @param chosen what is in force
 * @param judged empty where there were no held-out rows
 * @param guardDivergence in nats; empty where nothing is steered
 * @param guardRepetition a share; empty where nothing is steered
 * @param vectors the static directions among those in force
 * @param spreads of the tokens' own strengths along the directions that were tried beside the configured one
 */
record Findings(
        CalibrationResult calibration,
        String direction,
        String configured,
        Chosen chosen,
        Optional<HeldOutResult> judged,
        Optional<Double> guardDivergence,
        Optional<Double> guardRepetition,
        List<StaticVector> vectors,
        Map<String, PerTokenSpread> spreads,
        Timing timing) {
    Findings {
        vectors = List.copyOf(vectors);
        spreads = Collections.unmodifiableMap(new LinkedHashMap<>(spreads));
    }

    /** How long what took, in seconds. */
    record Timing(double reading, double calibrating, double judging, double tokensPerSecond) {}

    /** A strength without an interval cannot be told from chance: one prompt group is not enough either. */
    static boolean insufficient(CalibrationResult calibration, String estimator) {
        return calibration.optimal().insufficient()
                || !calibration.estimator(estimator).interval().isKnown();
    }

    boolean insufficient() {
        return insufficient(calibration, configured);
    }

    /** Why the strength is 0, or empty. */
    Optional<String> reason() {
        if (!insufficient()) return Optional.empty();
        return Optional.of(
                calibration.optimal().insufficient()
                        ? calibration.optimal().sufficiency().name().toLowerCase(Locale.ROOT)
                        : "too_few_groups");
    }

    /** Name of the estimator in force. */
    String estimator() {
        return chosen.estimator();
    }

    /** The first direction's strength in force. */
    double strength() {
        return chosen.first().strength();
    }

    double low() {
        return chosen.first().interval().low();
    }

    double high() {
        return chosen.first().interval().high();
    }

    /** On content tokens, whose gain needs no qualification; on all where the answers have no others. */
    Optional<HeldOutGain> gain() {
        return judged.map(result -> {
            boolean content = result.content().tokens() > 0;
            KeptLoss loss = content ? result.content().lossKept() : result.lossKept();
            Interval interval = loss.gainInterval();
            return HeldOutGain.of(
                    content ? "loss_kept_content" : "loss_kept",
                    content ? result.content().tokens() : result.tokens(),
                    loss.gain(),
                    interval.isKnown() ? interval.low() : null,
                    interval.isKnown() ? interval.high() : null);
        });
    }
}
