package dev.steerstream.core.selection;

import dev.steerstream.core.statistics.Interval;
import java.util.List;

/**
 * Every confidence that was judged, and which was chosen.
 *
 * @param metric what was compared: never {@code loss_kept}, whose tokens differ between masks
 * @param judged the configured one first
 * @param notJudged asked for, but below what the pass kept
 * @param chosen one of the judged
 * @param reason a sentence
 */
public record ConfidenceChoice(
        String metric, List<Result> judged, List<Double> notJudged, double chosen, String reason) {
    public ConfidenceChoice {
        judged = List.copyOf(judged);
        notJudged = List.copyOf(notJudged);
    }

    /**
     * What cross-validation says of one confidence.
     *
     * @param value of the metric, higher is better
     * @param difference its value minus the configured one's
     * @param interval of the difference, paired, 95% bootstrap over prompt groups
     */
    public record Result(double confidence, double value, double difference, Interval interval) {
        /** Better than the configured one by more than its error. */
        public boolean better() {
            return interval.isKnown() && interval.low() > 0;
        }
    }
}
