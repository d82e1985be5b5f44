package dev.steerstream.core.selection;

import dev.steerstream.core.joint.JointObjective;
import dev.steerstream.core.joint.SingleObjective;
import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.survivor.Folds;
import java.util.ArrayList;
import java.util.List;

/**
 * Compares single directions by their cross-validated {@code loss_full}: no mask, all tokens. What {@link RuleSelection} does under a mask; the
 * losses of the two never share a column. Not thread-safe.
 */
public final class UnmaskedSelection {
    private final Folds folds;
    private final GroupBootstrap bootstrap;
    private final double mostDivergence;
    private final List<Candidate> candidates = new ArrayList<>();
    private GroupTotals warm;

    /** @param mostDivergence mean KL(warm || steered) in nats where a fit stops */
    public UnmaskedSelection(Folds folds, GroupBootstrap bootstrap, double mostDivergence) {
        this.folds = folds;
        this.bootstrap = bootstrap;
        this.mostDivergence = mostDivergence;
    }

    /** A direction with what was observed along it, of the same tokens for all. The first that is added is the default. */
    public UnmaskedSelection rule(String direction, StrengthObjective observed) {
        if (warm == null) {
            LossAt[] groups = observed.byGroup(0);
            warm = new GroupTotals(groups.length);
            for (int g = 0; g < groups.length; g++) {
                warm.set(g, groups[g].tokens(), groups[g].loss());
            }
        }
        JointObjective objective = new SingleObjective(observed);
        candidates.add(new JointCandidate(List.of(direction), leftOut -> objective, mostDivergence, folds));
        return this;
    }

    /** Judges all. */
    public RuleChoice choose() {
        if (candidates.isEmpty()) {
            throw new IllegalStateException("There is no rule to choose from.");
        }
        return new CandidateJudge(folds, bootstrap).choose(candidates, warm);
    }
}
