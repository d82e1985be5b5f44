package dev.steerstream.evaluation.rule;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.joint.JointObjective;
import dev.steerstream.core.joint.JointSums;
import dev.steerstream.core.selection.SelectionPass;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.model.engine.Tilt;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The loss without a mask as a function of several strengths. Every evaluation asks the engine for the moments of all answer tokens; a static
 * vector is, for each token, the one that was made without the token's fold. Not thread-safe: one thread.
 */
final class MomentsObjective implements JointObjective {
    private final RowGroups groups;
    private final SelectionPass pass;
    private final List<Direction> directions;
    private final Map<String, float[][]> vectors;
    private final List<KeptStates> kept;
    private double[] evaluated;
    private JointSums[] sums;

    /** @param names of directions */
    MomentsObjective(RowGroups groups, SelectionPass pass, List<String> names, List<KeptStates> kept) {
        this.groups = groups;
        this.pass = pass;
        this.directions = names.stream().map(pass::direction).toList();
        this.vectors = names.stream()
                .map(Directions::unplaced)
                .filter(Directions::isStatic)
                .distinct()
                .collect(Collectors.toMap(Function.identity(), pass::crossFitted));
        this.kept = kept;
    }

    @Override
    public int size() {
        return directions.size();
    }

    @Override
    public int groups() {
        return groups.groups();
    }

    @Override
    public int rowsOf(int group) {
        return groups.rowsOf(group);
    }

    @Override
    public JointSums[] byGroup(double[] strengths) {
        if (evaluated == null || !Arrays.equals(evaluated, strengths)) {
            evaluated = strengths.clone();
            sums = evaluate(evaluated);
        }
        return sums;
    }

    private JointSums[] evaluate(double[] strengths) {
        JointSums[] fresh = new JointSums[groups()];
        Arrays.setAll(fresh, group -> new JointSums(size()));
        for (KeptStates each : kept) {
            Tilt tilt = new Tilt(directions, strengths, vectors, row -> pass.fold(each.groupOf()[row]));
            each.states()
                    .moments(
                            tilt,
                            (row, normaliser, gold, goldValues, means, products) ->
                                    fresh[each.groupOf()[row]].add(1, normaliser, gold, goldValues, means, products));
        }
        return fresh;
    }

    @Override
    public JointSums at(double[] strengths, int[] groupWeights) {
        JointSums sum = new JointSums(size());
        JointSums[] all = byGroup(strengths);
        for (int g = 0; g < all.length; g++) {
            sum.add(all[g], groupWeights == null ? 1 : groupWeights[g]);
        }
        return sum;
    }
}
