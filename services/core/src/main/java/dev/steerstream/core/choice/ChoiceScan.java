package dev.steerstream.core.choice;

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
        double[] strengths = new double[2 * POINTS_PER_SIDE + 1];
        double[][] right = new double[strengths.length][];
        List<ChoiceCurve.Point> points = new ArrayList<>();
        for (int i = 0; i < strengths.length; i++) {
            strengths[i] = reach * (i - POINTS_PER_SIDE) / POINTS_PER_SIDE;
            right[i] = right(strengths[i], perToken);
            points.add(new ChoiceCurve.Point(strengths[i], mean(right[i], null)));
        }
        int best = best(right, null);
        double[] chosen = right[best];
        double[] none = right[POINTS_PER_SIDE];
        return new ChoiceCurve(
                perToken ? "choice_accuracy_per_token" : "choice_accuracy_sum",
                questions.size(),
                questions.stream()
                        .mapToDouble(question -> 1.0 / question.options().size())
                        .average()
                        .orElseThrow(),
                points,
                strengths[best],
                bootstrap.interval(questions.size(), weights -> strengths[best(right, weights)]),
                mean(chosen, null),
                mean(none, null),
                bootstrap.interval(questions.size(), weights -> mean(chosen, weights) - mean(none, weights)));
    }

    /** Outwards from strength 0, so that of equals the nearest is taken. */
    private static int best(double[][] right, int[] weights) {
        int best = POINTS_PER_SIDE;
        double highest = mean(right[best], weights);
        for (int away = 1; away <= POINTS_PER_SIDE; away++) {
            for (int i : new int[] {POINTS_PER_SIDE - away, POINTS_PER_SIDE + away}) {
                double value = mean(right[i], weights);
                if (value > highest) {
                    highest = value;
                    best = i;
                }
            }
        }
        return best;
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

    private static double mean(double[] values, int[] weights) {
        double sum = 0;
        for (int q = 0; q < values.length; q++) {
            sum += weights == null ? values[q] : weights[q] * values[q];
        }
        return sum / values.length;
    }
}
