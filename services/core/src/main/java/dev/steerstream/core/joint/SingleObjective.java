package dev.steerstream.core.joint;

import dev.steerstream.core.observation.LossAt;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.observation.TokenObservation;

/** The loss of one strength as it is observed, with or without a mask, for what works on several. */
public final class SingleObjective implements JointObjective {
    private final StrengthObjective objective;
    private final double[] advantages; // a_t summed by group: what sets the slopes of loss and divergence apart

    public SingleObjective(StrengthObjective objective) {
        this.objective = objective;
        advantages = new double[objective.observations().groups()];
        for (TokenObservation token : objective.observations().kept()) {
            advantages[token.group()] += token.advantage();
        }
    }

    @Override
    public int size() {
        return 1;
    }

    @Override
    public int groups() {
        return advantages.length;
    }

    @Override
    public int rowsOf(int group) {
        return objective.observations().rowsOf(group);
    }

    @Override
    public JointSums at(double[] strengths, int[] groupWeights) {
        double advantage = 0;
        for (int g = 0; g < advantages.length; g++) {
            advantage += advantages[g] * (groupWeights == null ? 1 : groupWeights[g]);
        }
        return JointSums.of(objective.at(strengths[0], groupWeights), advantage);
    }

    @Override
    public JointSums[] byGroup(double[] strengths) {
        LossAt[] groups = objective.byGroup(strengths[0]);
        JointSums[] sums = new JointSums[groups.length];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = JointSums.of(groups[g], advantages[g]);
        }
        return sums;
    }
}
