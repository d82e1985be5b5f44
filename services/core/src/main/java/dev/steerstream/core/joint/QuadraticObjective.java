package dev.steerstream.core.joint;

/**
 * A loss to its second order around a point, group by group: for a bootstrap of strengths whose loss is too dear to be asked for at every draw.
 * A draw's minimum is then one Newton step from that point: {@link JointMinimizer#toSecondOrder}. Immutable.
 */
final class QuadraticObjective implements JointObjective {
    private final JointObjective exact;
    private final double[] around;
    private final JointSums[] sums;

    /** @param strengths the point, best the minimum */
    QuadraticObjective(JointObjective exact, double[] strengths) {
        this.exact = exact;
        this.around = strengths.clone();
        this.sums = exact.byGroup(around);
    }

    @Override
    public int size() {
        return around.length;
    }

    @Override
    public int groups() {
        return sums.length;
    }

    @Override
    public int rowsOf(int group) {
        return exact.rowsOf(group);
    }

    @Override
    public JointSums[] byGroup(double[] strengths) {
        double[] by = by(strengths);
        JointSums[] there = new JointSums[sums.length];
        for (int g = 0; g < there.length; g++) {
            there[g] = sums[g].moved(by);
        }
        return there;
    }

    @Override
    public JointSums at(double[] strengths, int[] groupWeights) {
        return JointSums.of(sums, around.length, groupWeights).moved(by(strengths));
    }

    private double[] by(double[] strengths) {
        double[] by = new double[around.length];
        for (int k = 0; k < by.length; k++) {
            by[k] = strengths[k] - around[k];
        }
        return by;
    }
}
