package dev.steerstream.core.choice;

import dev.steerstream.core.statistics.Interval;
import java.util.List;

/**
 * The dose-response curve of a choice metric, and its best strength.
 *
 * @param metric {@code choice_accuracy_sum} or {@code choice_accuracy_per_token}
 * @param questions how many were judged
 * @param chance what guessing scores
 * @param points ascending by strength, 0 among them
 * @param strength the best; among equals the one nearest to 0
 * @param strengthInterval of the best strength, 95% bootstrap over questions
 * @param value of the metric there, on the questions it was chosen on
 * @param atZero of the metric without steering
 * @param gainInterval of value minus atZero, paired, 95% bootstrap over questions: flattered, since the strength was chosen on them
 */
public record ChoiceCurve(
        String metric,
        int questions,
        double chance,
        List<Point> points,
        double strength,
        Interval strengthInterval,
        double value,
        double atZero,
        Interval gainInterval) {
    public ChoiceCurve {
        points = List.copyOf(points);
    }

    /** The metric at one strength. */
    public record Point(double strength, double value) {}
}
