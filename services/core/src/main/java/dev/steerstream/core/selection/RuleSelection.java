package dev.steerstream.core.selection;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.estimator.Estimator;
import dev.steerstream.core.joint.JointObjective;
import dev.steerstream.core.joint.JointSums;
import dev.steerstream.core.joint.SurvivorObjective;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.FoldMeans;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorObservations;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Chooses among rules by their cross-validated {@code loss_kept} at one confidence: the first is the default, and another takes its place only
 * where its loss is lower by more than the error of the difference. Of several such the one with the lowest loss. Not thread-safe.
 */
public final class RuleSelection {
    private final SurvivorStore store;
    private final double confidence;
    private final Map<String, FoldMeans> means;
    private final Folds folds;
    private final GroupBootstrap bootstrap;
    private final double mostDivergence;
    private final List<Candidate> candidates = new ArrayList<>();
    private StrengthObjective observed;
    private String observedDirection;

    /**
     * @param confidence of the mask in force
     * @param means of the static directions by name; those that have none cannot be candidates
     * @param mostDivergence mean KL(warm || steered) in nats where a fit stops
     */
    public RuleSelection(
            SurvivorStore store,
            double confidence,
            Map<String, FoldMeans> means,
            Folds folds,
            GroupBootstrap bootstrap,
            double mostDivergence) {
        this.store = store;
        this.confidence = confidence;
        this.means = Map.copyOf(means);
        this.folds = folds;
        this.bootstrap = bootstrap;
        this.mostDivergence = mostDivergence;
    }

    /** A rule: these directions at their joint optimum. The first that is added is the default. */
    public RuleSelection rule(List<String> directions) {
        Map<Integer, JointObjective> made = new HashMap<>();
        boolean foldless = directions.stream().noneMatch(Directions::isStatic);
        candidates.add(new JointCandidate(
                directions,
                leftOut -> made.computeIfAbsent(foldless ? -1 : leftOut, fold -> objective(directions, fold)),
                mostDivergence,
                folds));
        return this;
    }

    private JointObjective objective(List<String> directions, int leftOut) {
        List<Feature> features =
                directions.stream().map(name -> feature(name, leftOut)).toList();
        return new SurvivorObjective(store, features, confidence, folds);
    }

    private Feature feature(String name, int leftOut) {
        if (!Directions.isStatic(name)) {
            return Feature.of(Directions.named(name));
        }
        FoldMeans mean = means.get(name);
        if (mean == null) {
            throw new IllegalArgumentException("No mean vectors by fold were given for the direction '" + name + "'.");
        }
        return Feature.of(mean, leftOut);
    }

    /** One direction with an estimator's strength; {@code optimal} is a rule. */
    public RuleSelection estimator(String direction, String name, long maximumBytes) {
        if (observed == null || !observedDirection.equals(direction)) {
            observedDirection = direction;
            observed = new StrengthObjective(
                    SurvivorObservations.of(store, Directions.named(direction), confidence, maximumBytes));
        }
        Estimator estimator = Estimator.all(mostDivergence, Directions.lowestStrength(direction)).stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("Unknown estimator '" + name + "'."));
        candidates.add(new EstimatorCandidate(direction, estimator, observed, folds));
        return this;
    }

    /** Judges all. */
    public RuleChoice choose() {
        if (candidates.isEmpty()) {
            throw new IllegalStateException("There is no rule to choose from.");
        }
        return new CandidateJudge(folds, bootstrap).choose(candidates, warm());
    }

    private GroupTotals warm() {
        JointSums[] groups = new SurvivorObjective(store, List.of(), confidence, folds).byGroup(new double[0]);
        GroupTotals totals = new GroupTotals(groups.length);
        for (int g = 0; g < groups.length; g++) {
            totals.set(g, groups[g].tokens(), groups[g].loss());
        }
        return totals;
    }
}
