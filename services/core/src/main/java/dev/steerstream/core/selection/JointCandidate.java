package dev.steerstream.core.selection;

import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.joint.JointMinimizer;
import dev.steerstream.core.joint.JointMinimum;
import dev.steerstream.core.joint.JointObjective;
import dev.steerstream.core.joint.JointSums;
import dev.steerstream.core.joint.StrengthBounds;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.survivor.Folds;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Some directions at their joint optimum. One direction has the prior of one row, as {@code optimal} has; of several the ridge is the one of
 * {@link #PRIORS} with the lowest cross-validated loss (a choice among five nearly equal numbers: the little that it flatters the loss by
 * lies far below the loss's error).
 */
final class JointCandidate implements Candidate {
    private static final double[] ONE_ROW = {1};
    private static final double[] PRIORS = {1000, 100, 10, 1, 0.1};

    private final List<String> directions;
    private final IntFunction<JointObjective> objectives;
    private final StrengthBounds bounds;
    private final Folds folds;
    private GroupTotals crossValidated;
    private double priors;

    /** @param objectives makes the loss for a fold that will be left out of the fit; -1 for none */
    JointCandidate(
            List<String> directions, IntFunction<JointObjective> objectives, double mostDivergence, Folds folds) {
        this.directions = List.copyOf(directions);
        this.objectives = objectives;
        this.bounds = StrengthBounds.of(directions, mostDivergence);
        this.folds = folds;
    }

    @Override
    public String name() {
        return String.join("+", directions);
    }

    @Override
    public GroupTotals crossValidated() {
        if (crossValidated == null) {
            crossValidate();
        }
        return crossValidated;
    }

    private void crossValidate() {
        double[] tried = directions.size() == 1 ? ONE_ROW : PRIORS;
        List<GroupTotals> totals = new ArrayList<>();
        for (int fold = 0; fold < folds.count(); fold++) {
            JointObjective objective = objectives.apply(fold);
            JointMinimizer minimizer = new JointMinimizer(objective, bounds);
            int[] weights = folds.without(fold, objective.groups());
            double[] strengths = new double[directions.size()];
            for (int p = 0; p < tried.length; p++) {
                strengths = minimizer.minimize(weights, tried[p], strengths).strengths();
                if (totals.size() == p) {
                    totals.add(new GroupTotals(objective.groups()));
                }
                JointSums[] judged = objective.byGroup(strengths);
                for (int g = 0; g < judged.length; g++) {
                    if (weights[g] == 0) {
                        totals.get(p).set(g, judged[g].tokens(), judged[g].loss());
                    }
                }
            }
        }
        int best = 0;
        for (int p = 1; p < tried.length; p++) {
            best = totals.get(p).mean() < totals.get(best).mean() ? p : best;
        }
        priors = tried[best];
        crossValidated = totals.get(best);
    }

    @Override
    public FittedRule fitted(GroupBootstrap bootstrap) {
        crossValidated();
        JointMinimizer minimizer = new JointMinimizer(objectives.apply(-1), bounds);
        JointMinimum minimum = minimizer.minimize(null, priors);
        List<Interval> intervals = minimizer.intervals(minimum, priors, bootstrap);
        List<FittedRule.NamedStrength> strengths = new ArrayList<>();
        for (int k = 0; k < directions.size(); k++) {
            strengths.add(new FittedRule.NamedStrength(directions.get(k), minimum.strengths()[k], intervals.get(k)));
        }
        return new FittedRule(
                OptimalEstimator.NAME,
                strengths,
                priors,
                minimum.sums().meanLoss(),
                minimum.sums().meanDivergence(),
                minimum.bounded());
    }
}
