package dev.steerstream.core.evaluation;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.Logits;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.statistics.Interval;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.Term;
import dev.steerstream.core.steering.TokenBans;
import java.util.List;

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

    private final LossSums all = new LossSums();
    private final LossSums template = new LossSums();
    private final LossSums content = new LossSums();
    private final PositionSums positions = new PositionSums();
    private boolean[] kinds = {};
    private int place;
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
        this(inForce, new Term(inForce.direction(), unmaskedStrength), bans, bootstrap, vocabularySize);
    }

    /** @param unmasked the direction and strength that were fitted without mask, for {@code loss_full} */
    public HeldOutEvaluation(
            Steering inForce, Term unmasked, TokenBans bans, GroupBootstrap bootstrap, int vocabularySize) {
        if (inForce.mode() != Mode.STEERED) {
            throw new IllegalArgumentException("What is judged is of mode STEERED, not " + inForce.mode() + ".");
        }
        this.inForce = inForce;
        this.warmUnderMask = inForce.withStrength(Strength.ZERO);
        this.full = new Steering(Mode.STEERED, List.of(unmasked), 0, Steering.REMOVE);
        this.bans = bans;
        this.bootstrap = bootstrap;
        this.step = new SteeringStep(vocabularySize);
        this.summary = new SummaryStep(vocabularySize);
    }

    /** A row of a prompt group begins. */
    public void row(String group) {
        row(group, new boolean[0]);
    }

    /** @param template of each answer token whether it is of the template; those without an entry are content */
    public void row(String group, boolean[] template) {
        rowGroups.begin(group);
        kinds = template;
        place = 0;
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
        step.load(place, warmLogits, baseLogits);
        LossSums band = positions.at(place);
        LossSums kind = nextKind();
        double baseLoss = -step.baseLogProbability(gold);
        double warmLoss = -step.warmLogProbability(gold);
        double steeredLoss = -step.apply(full, TokenBans.none()).steeredLogProbability(gold);
        all.add(group, baseLoss, warmLoss, steeredLoss);
        kind.add(group, baseLoss, warmLoss, steeredLoss);
        band.add(group, baseLoss, warmLoss, steeredLoss);

        double warmLog = step.apply(warmUnderMask, bans).steeredLogProbability(gold);
        step.apply(inForce, bans);
        if (warmLog != Double.NEGATIVE_INFINITY) {
            all.addKept(group, -warmLog, -step.steeredLogProbability(gold));
            kind.addKept(group, -warmLog, -step.steeredLogProbability(gold));
            band.addKept(group, -warmLog, -step.steeredLogProbability(gold));
        }
        baseRight += Logits.argmax(baseLogits) == gold ? 1 : 0;
        warmRight += Logits.argmax(warmLogits) == gold ? 1 : 0;
        steeredRight += step.candidates().token(step.candidates().argmax()) == gold ? 1 : 0;
    }

    /** Whether {@link #token} can judge this; else the rows of logits are needed, {@link #position}. */
    public boolean servedBySums() {
        return RowsSummary.serves(inForce) && AnswerToken.knows(full.direction());
    }

    /** The next answer token of the row in progress, whose sums over the vocabulary are known; its rows must cover the steering. */
    public void token(AnswerToken answer) {
        int group = rowGroups.group();
        LossSums band = positions.at(place);
        LossSums kind = nextKind();
        double steeredLoss =
                answer.unmasked(full.direction()).loss(full.strength().value());
        all.add(group, -answer.baseLogProbability(), -answer.warmLogProbability(), steeredLoss);
        kind.add(group, -answer.baseLogProbability(), -answer.warmLogProbability(), steeredLoss);
        band.add(group, -answer.baseLogProbability(), -answer.warmLogProbability(), steeredLoss);

        double warmLog =
                summary.compute(warmUnderMask, bans, place - 1, answer.rows()).steeredLogProbability(answer.gold());
        summary.compute(inForce, bans, place - 1, answer.rows());
        if (warmLog != Double.NEGATIVE_INFINITY) {
            double keptLoss = -summary.steeredLogProbability(answer.gold());
            all.addKept(group, -warmLog, keptLoss);
            kind.addKept(group, -warmLog, keptLoss);
            band.addKept(group, -warmLog, keptLoss);
        }
        Candidates candidates = summary.candidates();
        baseRight += answer.baseRight() ? 1 : 0;
        warmRight += answer.warmRight() ? 1 : 0;
        steeredRight += candidates.token(candidates.argmax()) == answer.gold() ? 1 : 0;
    }

    /** Of the next answer token, which is counted. */
    private LossSums nextKind() {
        count++;
        boolean ofTemplate = place < kinds.length && kinds[place];
        place++;
        return ofTemplate ? template : content;
    }

    /** @throws IllegalStateException where there were no answer tokens */
    public HeldOutResult result() {
        int groups = rowGroups.groups();
        if (count == 0) {
            throw new IllegalStateException("There are no held-out answer tokens to judge on.");
        }
        KeptLoss lossKept = all.kept(groups, bootstrap);
        Interval keptGain = lossKept.gainInterval();
        TokenAccuracy accuracy = new TokenAccuracy(
                (double) baseRight / count, (double) warmRight / count, (double) steeredRight / count);
        return new HeldOutResult(
                rowGroups.rows(),
                groups,
                count,
                all.full(groups, bootstrap),
                lossKept,
                accuracy,
                template.kind(groups, bootstrap),
                content.kind(groups, bootstrap),
                positions.losses(groups, bootstrap),
                keptGain.isKnown() && keptGain.low() > 0);
    }
}
