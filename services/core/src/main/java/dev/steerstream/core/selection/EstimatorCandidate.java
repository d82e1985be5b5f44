package dev.steerstream.core.selection;

import dev.steerstream.core.estimator.Estimator;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.survivor.Folds;
import java.util.List;

/** One direction with the strength of one estimator. */
final class EstimatorCandidate implements Candidate {
    private final String direction;
    private final Estimator estimator;
    private final StrengthObjective objective;
    private final Folds folds;

    EstimatorCandidate(String direction, Estimator estimator, StrengthObjective objective, Folds folds) {
        this.direction = direction;
        this.estimator = estimator;
        this.objective = objective;
        this.folds = folds;
    }

    @Override
    public String name() {
        return direction + " by " + estimator.name();
    }

    @Override
    public GroupTotals crossValidated() {
        int groups = objective.observations().groups();
        GroupTotals totals = new GroupTotals(groups);
        for (int fold = 0; fold < folds.count(); fold++) {
            int[] weights = folds.without(fold, groups);
            LossAt[] judged = objective.byGroup(estimator.estimate(objective, weights));
            for (int g = 0; g < groups; g++) {
                if (weights[g] == 0) {
                    totals.set(g, judged[g].tokens(), judged[g].loss());
                }
            }
        }
        return totals;
    }

    @Override
    public FittedRule fitted(GroupBootstrap bootstrap) {
        LossAt at = objective.at(estimator.estimate(objective, null));
        return new FittedRule(
                estimator.name(),
                List.of(new FittedRule.NamedStrength(
                        direction,
                        at.strength(),
                        bootstrap.interval(
                                objective.observations().groups(), weights -> estimator.estimate(objective, weights)))),
                0,
                at.meanLoss(),
                at.meanDivergence(),
                false);
    }
}
