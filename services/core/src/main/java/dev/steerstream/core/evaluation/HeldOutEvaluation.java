package dev.steerstream.core.evaluation;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.TokenBans;

/**
 * Judges a steering on held-out rows in one pass and a few numbers per prompt group. Use: {@link #row}, then {@link #token} for each of
 * the row's answer tokens, row after row; then {@link #result}. Not thread-safe: one thread.
 */
public final class HeldOutEvaluation {
    private final Steering inForce;
    private final Steering warmUnderMask;
    private final Steering full;
    private final TokenBans bans;
    private final GroupBootstrap bootstrap;
    private final SteeringStep step;
    private final SummaryStep summary;
    private final RowGroups rowGroups = new RowGroups();

    private final GroupSums tokens = new GroupSums();
    private final GroupSums base = new GroupSums();
    private final GroupSums warm = new GroupSums();
    private final GroupSums steered = new GroupSums();
    private final GroupSums kept = new GroupSums();
    private final GroupSums keptWarm = new GroupSums();
    private final GroupSums keptSteered = new GroupSums();
    private int count;
    private int baseRight;
    private int warmRight;
    private int steeredRight;

    /**
     * @param inForce the steering to be judged, mode STEERED
     * @param unmaskedStrength fitted without mask, for {@code loss_full}
     * @param bans tokens that decoding never chooses; {@code loss_full} knows none
     */
    public HeldOutEvaluation(
            Steering inForce, Strength unmaskedStrength, TokenBans bans, GroupBootstrap bootstrap, int vocabularySize) {
        if (inForce.mode() != Mode.STEERED) {
            throw new IllegalArgumentException("What is judged is of mode STEERED, not " + inForce.mode() + ".");
        }
        this.inForce = inForce;
        this.warmUnderMask = inForce.withStrength(Strength.ZERO);
        this.full = new Steering(Mode.STEERED, unmaskedStrength, 0, Steering.REMOVE, inForce.direction());
        this.bans = bans;
        this.bootstrap = bootstrap;
        this.step = new SteeringStep(vocabularySize);
        this.summary = new SummaryStep(vocabularySize);
    }

    /** A row of a prompt group begins. */
    public void row(String group) {
        rowGroups.begin(group);
    }

    /**
     * One answer token of the row in progress.
     *
     * @param gold the reference token
     * @param warmLogits {@code [vocab]}
     * @param baseLogits {@code [vocab]}
     * @throws dev.steerstream.core.distribution.NonFiniteLogitsException for NaN or infinity in a row
     */
    public void position(int gold, float[] warmLogits, float[] baseLogits) {
        int group = rowGroups.group();
        step.load(count++, warmLogits, baseLogits);
        tokens.add(group, 1);
        base.add(group, -step.baseLogProbability(gold));
        warm.add(group, -step.warmLogProbability(gold));
        steered.add(group, -step.apply(full, TokenBans.none()).steeredLogProbability(gold));

        double warmLog = step.apply(warmUnderMask, bans).steeredLogProbability(gold);
        step.apply(inForce, bans);
        if (warmLog != Double.NEGATIVE_INFINITY) {
            kept.add(group, 1);
            keptWarm.add(group, -warmLog);
            keptSteered.add(group, -step.steeredLogProbability(gold));
        }
        baseRight += Logits.argmax(baseLogits) == gold ? 1 : 0;
        warmRight += Logits.argmax(warmLogits) == gold ? 1 : 0;
        steeredRight += step.candidates().token(step.candidates().argmax()) == gold ? 1 : 0;
    }

    /** The same of a token whose sums over the vocabulary are known: where its rows cover the steering to be judged. */
    public void token(AnswerToken answer) {
        int group = rowGroups.group();
        int gold = answer.gold();
        tokens.add(group, 1);
        base.add(group, -answer.baseLogProbability());
        warm.add(group, -answer.warmLogProbability());
        TokenSummary whole = inForce.direction() instanceof Delta ? answer.delta() : answer.logRatio();
        steered.add(group, whole.loss(full.strength().value()));
        double warmLog = summary.compute(warmUnderMask, bans, count, answer.rows())
                .steeredLogProbability(gold);
        summary.compute(inForce, bans, count++, answer.rows());
        if (warmLog != Double.NEGATIVE_INFINITY) {
            kept.add(group, 1);
            keptWarm.add(group, -warmLog);
            keptSteered.add(group, -summary.steeredLogProbability(gold));
        }
        baseRight += answer.baseRight() ? 1 : 0;
        warmRight += answer.warmRight() ? 1 : 0;
        Candidates candidates = summary.candidates();
        steeredRight += candidates.token(candidates.argmax()) == gold ? 1 : 0;
    }

    /** @throws IllegalStateException where there were no answer tokens */
    public HeldOutResult result() {
        int groups = rowGroups.groups();
        if (count == 0) {
            throw new IllegalStateException("There are no held-out answer tokens to judge on.");
        }
        Interval fullGain = bootstrap.interval(groups, weights -> gain(warm, steered, tokens, groups, weights));
        Interval keptGain = bootstrap.interval(groups, weights -> gain(keptWarm, keptSteered, kept, groups, weights));
        FullLoss lossFull = new FullLoss(
                mean(base, tokens, groups),
                mean(warm, tokens, groups),
                mean(steered, tokens, groups),
                gain(warm, steered, tokens, groups, null),
                fullGain);
        KeptLoss lossKept = new KeptLoss(
                mean(keptWarm, kept, groups),
                mean(keptSteered, kept, groups),
                kept.total(groups) / count,
                gain(keptWarm, keptSteered, kept, groups, null),
                keptGain);
        TokenAccuracy accuracy = new TokenAccuracy(
                (double) baseRight / count, (double) warmRight / count, (double) steeredRight / count);
        return new HeldOutResult(
                rowGroups.rows(),
                groups,
                count,
                lossFull,
                lossKept,
                accuracy,
                keptGain.isKnown() && keptGain.low() > 0);
    }

    private static double mean(GroupSums sums, GroupSums counts, int groups) {
        double all = counts.total(groups);
        return all == 0 ? 0 : sums.total(groups) / all;
    }

    /** Mean loss of {@code from} minus mean loss of {@code to} per counted token. */
    private static double gain(GroupSums from, GroupSums to, GroupSums counts, int groups, int[] weights) {
        double all = counts.weighted(groups, weights);
        return all == 0 ? 0 : (from.weighted(groups, weights) - to.weighted(groups, weights)) / all;
    }
}
