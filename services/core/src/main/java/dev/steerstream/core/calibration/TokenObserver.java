package dev.steerstream.core.calibration;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.Distribution;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.ObservationBuilder;
import dev.steerstream.core.observation.Observations;
import dev.steerstream.core.observation.TokenSummary;
import dev.steerstream.core.statistics.RowGroups;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.SummaryStep;
import dev.steerstream.core.steering.Survivors;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.steering.TokenContext;

/**
 * What is observed of each answer token for one direction: the survivors of the mask in force, and the whole vocabulary without mask, for
 * the strength of {@code loss_full}. Where the mask in force is none and nothing is banned, the two are one. Not thread-safe: one thread.
 */
final class TokenObserver {
    private final CalibrationSettings settings;
    private final Steering warmUnderMask;
    private final int vocabularySize;
    private final SteeringStep step;
    private final SummaryStep summary;
    private final ObservationBuilder builder;
    private final RowGroups rowGroups = new RowGroups();
    private final Observations masked;
    private final Observations unmasked;
    private final MeanVector meanVector;

    TokenObserver(CalibrationSettings settings, int vocabularySize) {
        this.settings = settings;
        this.vocabularySize = vocabularySize;
        warmUnderMask = settings.steering().withStrength(Strength.ZERO);
        step = new SteeringStep(vocabularySize);
        summary = new SummaryStep(vocabularySize);
        builder = new ObservationBuilder(vocabularySize);
        meanVector = new MeanVector(vocabularySize);
        masked = new Observations(rowGroups, settings.maximumBytes());
        boolean same = settings.steering().confidence() == 0 && settings.bans().bansNoneOf(vocabularySize);
        unmasked = same ? masked : new Observations(rowGroups, settings.maximumBytes());
    }

    void row(String group) {
        rowGroups.begin(group);
    }

    Observations masked() {
        return masked;
    }

    /** The same object where it is the same. */
    Observations unmasked() {
        return unmasked;
    }

    /** Has taken the rows of the last {@link #position}. */
    SteeringStep loaded() {
        return step;
    }

    /** Of the tokens whose rows were given. */
    MeanVector meanVector() {
        return meanVector;
    }

    /** A token whose sums are known: where its direction and its mask are such that they suffice. */
    void token(AnswerToken answer) {
        Direction direction = settings.steering().direction();
        TokenSummary whole = answer.unmasked(direction);
        if (masked != unmasked) {
            observe(answer, direction);
        }
        unmasked.add(whole, vocabularySize);
    }

    private void observe(AnswerToken answer, Direction direction) {
        RowsSummary rows = answer.rows();
        summary.compute(warmUnderMask, settings.bans(), masked.tokens(), rows);
        Candidates candidates = summary.candidates();
        int goldIndex = candidates.indexOf(answer.gold());
        if (goldIndex < 0) {
            masked.addMasked();
            return;
        }
        double maximum = candidates.maximum();
        double logSum = candidates.logSum(maximum);
        double publishedMean = 0;
        double goldVector = 0;
        TokenContext context = rows.context(masked.tokens());
        builder.begin(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double vector = direction.at(v, context);
            double logQ = candidates.logit(i) - maximum - logSum;
            builder.add(Math.exp(logQ), logQ, vector, i == goldIndex);
            publishedMean += context.warmProbability(v) * vector;
            goldVector = i == goldIndex ? vector : goldVector;
        }
        masked.add(builder.build(
                rowGroups.group(),
                candidates.size(),
                candidates.logit(goldIndex) - maximum - logSum,
                goldVector,
                publishedMean));
    }

    /** A token with its rows: for any direction, mask, penalty and bans. */
    void position(int gold, float[] warm, float[] base) {
        if (gold < 0 || gold >= vocabularySize) {
            throw new IllegalArgumentException(
                    "The reference token is " + gold + "; it must lie in 0.." + (vocabularySize - 1) + ".");
        }
        step.load(masked.tokens(), warm, base);
        double[] vector = step.vector(settings.steering().direction());
        meanVector.add(vector);
        step.apply(warmUnderMask, settings.bans());
        observe(masked, gold, vector);
        if (masked != unmasked) {
            step.apply(Steering.warm(), TokenBans.none());
            observe(unmasked, gold, vector);
        }
    }

    /** The step was applied with strength 0, so its candidates carry the warm logits, penalty included. */
    private void observe(Observations observations, int gold, double[] vector) {
        Candidates candidates = step.candidates();
        Survivors survivors = step.survivors();
        int goldIndex = candidates.indexOf(gold);
        if (goldIndex < 0) {
            observations.addMasked();
            return;
        }
        Distribution warm = step.warm();
        double maximum = candidates.maximum();
        double logSum = candidates.logSum(maximum);
        double publishedMean = 0;
        int next = 0;
        builder.begin(candidates.size());
        for (int i = 0; i < candidates.size(); i++) {
            int v = candidates.token(i);
            double delta = 0;
            if (next < survivors.size() && survivors.token(next) == v) {
                next++;
                delta = vector[v];
                publishedMean += warm.probability(v) * delta;
            }
            double logQ = candidates.logit(i) - maximum - logSum;
            builder.add(Math.exp(logQ), logQ, delta, v == gold);
        }
        observations.add(builder.build(
                rowGroups.group(),
                survivors.size(),
                candidates.logit(goldIndex) - maximum - logSum,
                survivors.contains(gold) ? vector[gold] : 0,
                publishedMean));
    }
}
