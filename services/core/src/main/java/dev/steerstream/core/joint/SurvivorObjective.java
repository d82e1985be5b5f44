package dev.steerstream.core.joint;

import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorCursor;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.Arrays;
import java.util.List;

/**
 * The loss under a mask: over the survivors of each answer token whose gold token is among them. Directions are evaluated once; an evaluation
 * of the loss is then K multiplications and an exponential a survivor. Memory: {@code (K + 1) * 8} bytes a survivor of an informative token.
 */
public final class SurvivorObjective implements JointObjective {
    private final SurvivorStore store;
    private final int size;
    private int tokens;
    private int entries;
    private int[] groupOf = new int[64];
    private int[] golds = new int[64];
    private int[] starts = new int[65];
    private double[] logWeights = new double[256];
    private double[] values;
    private final int[] pointMasses;

    // of the token accumulated last
    private final double[] mean;
    private final double[] moments;
    private final double[] goldValues;
    private double[] scratch = new double[16];

    /**
     * @param features one for each strength
     * @param confidence of the mask
     * @param folds to which prompt groups are dealt
     */
    public SurvivorObjective(SurvivorStore store, List<Feature> features, double confidence, Folds folds) {
        this.store = store;
        size = features.size();
        mean = new double[size];
        moments = new double[size * size];
        goldValues = new double[size];
        values = new double[256 * size];
        pointMasses = new int[store.rowGroups().groups()];
        int[] foldOf = new int[pointMasses.length];
        Arrays.setAll(foldOf, folds::of);
        SurvivorCursor cursor = store.cursor(confidence);
        while (cursor.next()) {
            if (cursor.gold() >= 0 && cursor.size() == 1) {
                pointMasses[cursor.group()]++;
            } else if (cursor.gold() >= 0) {
                add(cursor, features, foldOf[cursor.group()]);
            }
        }
    }

    private void add(SurvivorCursor cursor, List<Feature> features, int fold) {
        grow(cursor.size());
        groupOf[tokens] = cursor.group();
        golds[tokens] = entries + cursor.gold();
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < cursor.size(); i++) {
            maximum = Math.max(maximum, cursor.warm(i));
        }
        double sum = 0;
        for (int i = 0; i < cursor.size(); i++) {
            sum += Math.exp(cursor.warm(i) - maximum);
        }
        double logSum = Math.log(sum);
        for (int i = 0; i < cursor.size(); i++) {
            logWeights[entries + i] = cursor.warm(i) - maximum - logSum;
        }
        for (int k = 0; k < size; k++) {
            double centre = 0;
            for (int i = 0; i < cursor.size(); i++) {
                double value = features.get(k).at(cursor.id(i), cursor, fold);
                values[(entries + i) * size + k] = value;
                centre += Math.exp(logWeights[entries + i]) * value;
            }
            for (int i = 0; i < cursor.size(); i++) {
                values[(entries + i) * size + k] -= centre;
            }
        }
        entries += cursor.size();
        starts[++tokens] = entries;
    }

    private void grow(int more) {
        if (tokens == groupOf.length) {
            groupOf = Arrays.copyOf(groupOf, 2 * tokens);
            golds = Arrays.copyOf(golds, 2 * tokens);
            starts = Arrays.copyOf(starts, 2 * tokens + 1);
        }
        if (entries + more > logWeights.length) {
            int room = 2 * (entries + more);
            logWeights = Arrays.copyOf(logWeights, room);
            values = Arrays.copyOf(values, room * size);
        }
        if (more > scratch.length) {
            scratch = new double[2 * more];
        }
    }

    /** Kept tokens with more than one survivor. */
    public int informativeTokens() {
        return tokens;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public int groups() {
        return pointMasses.length;
    }

    @Override
    public int rowsOf(int group) {
        return store.rowGroups().rowsOf(group);
    }

    @Override
    public JointSums at(double[] strengths, int[] groupWeights) {
        JointSums sums = new JointSums(size);
        for (int g = 0; g < pointMasses.length; g++) {
            sums.addPointMass((double) pointMasses[g] * (groupWeights == null ? 1 : groupWeights[g]));
        }
        for (int t = 0; t < tokens; t++) {
            int weight = groupWeights == null ? 1 : groupWeights[groupOf[t]];
            if (weight != 0) {
                accumulate(t, strengths, sums, weight);
            }
        }
        return sums;
    }

    @Override
    public JointSums[] byGroup(double[] strengths) {
        JointSums[] sums = new JointSums[pointMasses.length];
        for (int g = 0; g < sums.length; g++) {
            sums[g] = new JointSums(size);
            sums[g].addPointMass(pointMasses[g]);
        }
        for (int t = 0; t < tokens; t++) {
            accumulate(t, strengths, sums[groupOf[t]], 1);
        }
        return sums;
    }

    private void accumulate(int token, double[] strengths, JointSums sums, double weight) {
        int start = starts[token];
        int end = starts[token + 1];
        double maximum = Double.NEGATIVE_INFINITY;
        for (int i = start; i < end; i++) {
            double z = logWeights[i];
            for (int k = 0; k < size; k++) {
                z += strengths[k] * values[i * size + k];
            }
            scratch[i - start] = z;
            maximum = Math.max(maximum, z);
        }
        double goldLog = scratch[golds[token] - start];
        double sum = 0;
        Arrays.fill(mean, 0);
        Arrays.fill(moments, 0);
        for (int i = start; i < end; i++) {
            double e = Math.exp(scratch[i - start] - maximum);
            sum += e;
            for (int k = 0; k < size; k++) {
                double part = e * values[i * size + k];
                mean[k] += part;
                for (int j = 0; j <= k; j++) {
                    moments[k * size + j] += part * values[i * size + j];
                }
            }
        }
        for (int k = 0; k < size; k++) {
            mean[k] /= sum;
            goldValues[k] = values[golds[token] * size + k];
        }
        for (int i = 0; i < moments.length; i++) {
            moments[i] /= sum;
        }
        double normaliser = maximum + Math.log(sum);
        sums.add(weight, normaliser, goldLog, goldValues, mean, moments);
    }
}
