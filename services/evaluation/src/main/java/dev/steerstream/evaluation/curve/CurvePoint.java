package dev.steerstream.evaluation.curve;

import dev.steerstream.evaluation.measure.Estimate;
import java.util.Map;

/**
 * The quality after some steps.
 *
 * @param steps of the warm start
 * @param adapterDigest of what they made
 * @param measures by name, each by column: base, warm, rules
 * @param n rows that each measure applies to
 * @param strengths that each rule got, unmasked
 * @param calibrationTokens that calibration read, prompts included, each by both models
 * @param tokensPerStep that a training step reads, prompts included
 * @param calibrationSeconds it took here
 * @param secondsPerAnswer greedy, prompt included, of warm and of each rule
 */
public record CurvePoint(
        int steps,
        String adapterDigest,
        Map<String, Map<String, Estimate>> measures,
        Map<String, Integer> n,
        Map<String, Double> strengths,
        long calibrationTokens,
        double tokensPerStep,
        double calibrationSeconds,
        Map<String, Double> secondsPerAnswer) {
    Estimate estimate(String measure, String column) {
        return measures.get(measure).get(column);
    }

    /**
     * What calibration costs, in training steps: it reads each token forward in two models; a step on a frozen base reads each forward and
     * carries gradients backward through the same products once. So token for token they cost the same.
     */
    double calibrationSteps() {
        return calibrationTokens / tokensPerStep;
    }
}
