package dev.steerstream.core.selection;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.joint.JointMinimizer;
import dev.steerstream.core.joint.StrengthBounds;
import dev.steerstream.core.joint.SurvivorObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorAccuracy;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Chooses the mask's confidence by cross-validated token accuracy, each confidence with the strength that is fitted at it: losses cannot be
 * compared, since each mask keeps other tokens. The configured one stays unless another is better by more than the difference's error.
 */
public final class ConfidenceSelection {
    public static final String METRIC = "token_accuracy";

    /** What is looked at. */
    public static final List<Double> CONFIDENCES = List.of(0.0, 0.05, 0.1, 0.2, 0.3, 0.5);

    private final SurvivorStore store;
    private final Folds folds;
    private final GroupBootstrap bootstrap;
    private final double mostDivergence;

    public ConfidenceSelection(SurvivorStore store, Folds folds, GroupBootstrap bootstrap, double mostDivergence) {
        this.store = store;
        this.folds = folds;
        this.bootstrap = bootstrap;
        this.mostDivergence = mostDivergence;
    }

    /**
     * @param direction the one that is steered along
     * @param configured what stays in force unless another is better
     * @param asked what else to judge; those below the store's are reported as not judged
     */
    public ConfidenceChoice choose(String direction, double configured, List<Double> asked) {
        List<Double> judged = new ArrayList<>(List.of(configured));
        List<Double> notJudged = new ArrayList<>();
        for (double confidence : asked) {
            if (confidence < store.confidence()) {
                notJudged.add(confidence);
            } else if (!judged.contains(confidence)) {
                judged.add(confidence);
            }
        }
        List<ConfidenceChoice.Result> results = new ArrayList<>();
        GroupTotals byDefault = crossValidated(direction, configured);
        for (double confidence : judged) {
            GroupTotals accuracy = confidence == configured ? byDefault : crossValidated(direction, confidence);
            results.add(new ConfidenceChoice.Result(
                    confidence,
                    accuracy.mean(),
                    accuracy.minus(byDefault),
                    accuracy.minusInterval(byDefault, bootstrap)));
        }
        ConfidenceChoice.Result chosen = results.stream()
                .filter(ConfidenceChoice.Result::better)
                .max(Comparator.comparingDouble(ConfidenceChoice.Result::value))
                .orElse(results.get(0));
        String reason = chosen == results.get(0)
                ? "No other confidence has a higher " + METRIC + " than the configured one by more than its error."
                : "Its " + METRIC + " is higher than that of the configured confidence by more than its error.";
        return new ConfidenceChoice(METRIC, results, notJudged, chosen.confidence(), reason);
    }

    private GroupTotals crossValidated(String direction, double confidence) {
        List<Feature> features = List.of(Feature.of(Directions.named(direction)));
        SurvivorObjective objective = new SurvivorObjective(store, features, confidence, folds);
        JointMinimizer minimizer = new JointMinimizer(objective, StrengthBounds.of(List.of(direction), mostDivergence));
        GroupTotals totals = new GroupTotals(objective.groups());
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] weights = folds.without(fold, objective.groups());
            double[] strengths = minimizer.minimize(weights, 1).strengths();
            SurvivorAccuracy accuracy = SurvivorAccuracy.of(store, features, strengths, confidence, folds);
            for (int g = 0; g < weights.length; g++) {
                if (weights[g] == 0) {
                    totals.set(g, accuracy.tokens()[g], accuracy.right()[g]);
                }
            }
        }
        return totals;
    }
}
