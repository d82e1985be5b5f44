package dev.steerstream.core.joint;

/** The loss of the kept gold tokens as a function of several strengths: convex. Not thread-safe: one thread (scratch). */
public interface JointObjective {
    /** How many strengths there are. */
    int size();

    /** How many prompt groups there are. */
    int groups();

    /** How many rows a group has. */
    int rowsOf(int group);

    /** Per group the sums at one point, {@code [groups]}. */
    JointSums[] byGroup(double[] strengths);

    /** @param groupWeights how often each group counts, or null for once each */
    JointSums at(double[] strengths, int[] groupWeights);
}
