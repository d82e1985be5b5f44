package dev.steerstream.core.evaluation;

import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;

/** Both losses of some answer tokens, summed by prompt group. Not thread-safe: one thread. */
final class LossSums {
    private final GroupSums tokens = new GroupSums();
    private final GroupSums base = new GroupSums();
    private final GroupSums warm = new GroupSums();
    private final GroupSums steered = new GroupSums();
    private final GroupSums kept = new GroupSums();
    private final GroupSums keptWarm = new GroupSums();
    private final GroupSums keptSteered = new GroupSums();

    /** Minus log-probabilities without a mask. */
    void add(int group, double baseLoss, double warmLoss, double steeredLoss) {
        tokens.add(group, 1);
        base.add(group, baseLoss);
        warm.add(group, warmLoss);
        steered.add(group, steeredLoss);
    }

    /** Minus log-probabilities under the mask of a token that is kept. */
    void addKept(int group, double warmLoss, double steeredLoss) {
        kept.add(group, 1);
        keptWarm.add(group, warmLoss);
        keptSteered.add(group, steeredLoss);
    }

    long count(int groups) {
        return (long) tokens.total(groups);
    }

    TokenKindLoss kind(int groups, GroupBootstrap bootstrap) {
        return new TokenKindLoss(count(groups), full(groups, bootstrap), kept(groups, bootstrap));
    }

    FullLoss full(int groups, GroupBootstrap bootstrap) {
        return new FullLoss(
                mean(base, tokens, groups),
                mean(warm, tokens, groups),
                mean(steered, tokens, groups),
                gain(warm, steered, tokens, groups, null),
                interval(base, groups, bootstrap),
                interval(warm, groups, bootstrap),
                interval(steered, groups, bootstrap),
                bootstrap.interval(groups, weights -> gain(warm, steered, tokens, groups, weights)));
    }

    private Interval interval(GroupSums sums, int groups, GroupBootstrap bootstrap) {
        return bootstrap.interval(groups, weights -> mean(sums, tokens, groups, weights));
    }

    KeptLoss kept(int groups, GroupBootstrap bootstrap) {
        return new KeptLoss(
                mean(keptWarm, kept, groups),
                mean(keptSteered, kept, groups),
                mean(kept, tokens, groups),
                gain(keptWarm, keptSteered, kept, groups, null),
                bootstrap.interval(groups, weights -> gain(keptWarm, keptSteered, kept, groups, weights)));
    }

    private static double mean(GroupSums sums, GroupSums counts, int groups) {
        return mean(sums, counts, groups, null);
    }

    private static double mean(GroupSums sums, GroupSums counts, int groups, int[] weights) {
        double all = counts.weighted(groups, weights);
        return all == 0 ? 0 : sums.weighted(groups, weights) / all;
    }

    /** Mean loss of {@code from} minus mean loss of {@code to} per counted token. */
    private static double gain(GroupSums from, GroupSums to, GroupSums counts, int groups, int[] weights) {
        double all = counts.weighted(groups, weights);
        return all == 0 ? 0 : (from.weighted(groups, weights) - to.weighted(groups, weights)) / all;
    }
}
