package dev.steerstream.core.selection;

import dev.steerstream.core.joint.JointObjective;
import dev.steerstream.core.joint.JointSums;
import dev.steerstream.core.statistics.GroupBootstrap;
import java.util.ArrayList;
import java.util.List;

/**
 * The estimator {@code choice}: the strength that makes most questions right, by a scan. An answer's score is its log-probability, summed or per
 * token; a question is right where the right answer outscores all others, and counts 1/k where it ties with the k-1 others for the best. Score
 * without a mask (confidence 0): under a mask most answers hold a removed token and score minus infinity.
 */
public final class ChoiceScan {
    /** Each side of 0; a fine enough curve to be drawn. */
    private static final int POINTS_PER_SIDE = 40;

    private final JointObjective objective;
    private final List<ChoiceQuestion> questions;

    /** @param objective of one strength, whose groups are the answers */
    public ChoiceScan(JointObjective objective, List<ChoiceQuestion> questions) {
        if (objective.size() != 1 || questions.isEmpty()) {
            throw new IllegalArgumentException("A scan is over one strength and at least one question; it was given "
                    + objective.size() + " and " + questions.size() + ".");
        }
        this.objective = objective;
        this.questions = List.copyOf(questions);
    }

    /**
     * @param reach the largest |strength| that is tried
     * @param perToken whether scores are divided by the answers' lengths
     */
    public ChoiceCurve scan(double reach, boolean perToken, GroupBootstrap bootstrap) {
        List<ChoiceCurve.Point> points = new ArrayList<>();
        double[] none = right(0, perToken);
        double[] bestRight = none;
        double best = 0;
        for (int i = -POINTS_PER_SIDE; i <= POINTS_PER_SIDE; i++) {
            double strength = reach * i / POINTS_PER_SIDE;
            double[] right = i == 0 ? none : right(strength, perToken);
            points.add(new ChoiceCurve.Point(strength, mean(right)));
            boolean higher = mean(right) > mean(bestRight);
            boolean nearer = mean(right) == mean(bestRight) && Math.abs(strength) < Math.abs(best);
            if (higher || nearer) {
                bestRight = right;
                best = strength;
            }
        }
        double[] chosen = bestRight;
        return new ChoiceCurve(
                perToken ? "choice_accuracy_per_token" : "choice_accuracy_sum",
                questions.size(),
                questions.stream()
                        .mapToDouble(q -> 1.0 / q.options().size())
                        .average()
                        .orElseThrow(),
                points,
                best,
                mean(chosen),
                mean(none),
                bootstrap.interval(none.length, weights -> gain(chosen, none, weights)));
    }

    /** Of each question what it counts. */
    private double[] right(double strength, boolean perToken) {
        JointSums[] answers = objective.byGroup(new double[] {strength});
        double[] right = new double[questions.size()];
        for (int q = 0; q < right.length; q++) {
            ChoiceQuestion question = questions.get(q);
            double best = Double.NEGATIVE_INFINITY;
            int ties = 0;
            for (int option : question.options()) {
                double score = score(answers[option], perToken);
                ties = score > best ? 1 : score == best ? ties + 1 : ties;
                best = Math.max(best, score);
            }
            boolean won = score(answers[question.options().get(question.right())], perToken) == best;
            right[q] = won ? 1.0 / ties : 0;
        }
        return right;
    }

    private static double score(JointSums answer, boolean perToken) {
        return perToken ? -answer.meanLoss() : -answer.loss();
    }

    private static double mean(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum / values.length;
    }

    private static double gain(double[] to, double[] from, int[] weights) {
        double sum = 0;
        for (int q = 0; q < weights.length; q++) {
            sum += weights[q] * (to[q] - from[q]);
        }
        return sum / weights.length;
    }
}
