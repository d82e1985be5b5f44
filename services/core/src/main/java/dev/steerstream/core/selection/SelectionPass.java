package dev.steerstream.core.selection;

import dev.steerstream.core.calibration.PerTokenSpread;
import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.estimator.Estimator;
import dev.steerstream.core.estimator.OptimalEstimator;
import dev.steerstream.core.joint.SurvivorObjective;
import dev.steerstream.core.observation.AnswerToken;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.FoldMeans;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorObservations;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a choice needs of one pass over the calibration rows, and the choices made from it. Use: {@link #row}, then {@link #token} for each of
 * the row's answer tokens, row after row; then {@link #rules} and {@link #confidences}. Not thread-safe: one thread.
 */
public final class SelectionPass {
    /** An answer's first tokens, for strengths by position. */
    private static final List<Integer> FIRST_TOKENS = List.of(1, 4);

    private final TokenBans bans;
    private final Folds folds;
    private final GroupBootstrap bootstrap;
    private final double mostDivergence;
    private final long maximumBytes;
    private final SurvivorStore store;
    private final FoldMeans meanDelta;
    private final FoldMeans meanLogRatio;
    /**
     * @param confidence the smallest that will be asked for, above 0
     * @param bans tokens that decoding never chooses
     * @param bootstrap of the intervals; its seed deals the folds
     * @param mostDivergence mean KL(warm || steered) in nats where a fit stops
     * @param maximumBytes of the survivors
     */
    public SelectionPass(
            double confidence,
            TokenBans bans,
            GroupBootstrap bootstrap,
            double mostDivergence,
            long maximumBytes,
            int vocabularySize) {
        this.bans = bans;
        this.bootstrap = bootstrap;
        this.mostDivergence = mostDivergence;
        this.maximumBytes = maximumBytes;
        folds = new Folds(Folds.COUNT, bootstrap.seed());
        store = new SurvivorStore(confidence, bans, maximumBytes);
        meanDelta = new FoldMeans(folds.count(), vocabularySize);
        meanLogRatio = new FoldMeans(folds.count(), vocabularySize);
    }

    /** A row of a prompt group begins. */
    public void row(String group) {
        store.row(group);
    }

    /**
     * One answer token of the row in progress.
     *
     * @param loaded has taken both rows
     * @param warm {@code [vocab]} logits
     * @param base {@code [vocab]} logits
     */
    public void position(int gold, SteeringStep loaded, float[] warm, float[] base) {
        store.add(gold, RowsSummary.of(loaded, warm, base, store.confidence(), bans));
        int fold = folds.of(store.rowGroups().group());
        meanDelta.add(fold, loaded.vector(new Delta()));
        meanLogRatio.add(fold, loaded.vector(new LogRatio()));
    }

    /** One answer token of the row in progress, whose sums over the vocabulary are known; those of its vectors go to {@link #vectors}. */
    public void token(AnswerToken answer) {
        store.add(answer.gold(), answer.rows());
    }

    /** How many parts of the rows the vectors are summed apart for. */
    public int folds() {
        return folds.count();
    }

    /** The part that a prompt group belongs to, by its index in the order in which groups come. */
    public int fold(int group) {
        return folds.of(group);
    }

    /** Sums of the vectors {@code [vocab]} over so many answer tokens of one fold. */
    public void vectors(int fold, long tokens, float[] delta, float[] logRatio) {
        meanDelta.add(fold, delta, tokens);
        meanLogRatio.add(fold, logRatio, tokens);
    }

    /**
     * Judges the configured rule and, against it: each other direction alone, all together, all together and the default alone with strengths of
     * their own for an answer's first tokens, and the default's other estimators.
     *
     * @param byDefault the configured direction
     * @param estimator the configured one
     * @param others further directions
     */
    public RuleChoice rules(double confidence, String byDefault, String estimator, List<String> others) {
        RuleSelection selection = new RuleSelection(
                store,
                confidence,
                Map.of(StaticVector.MEAN_DELTA, meanDelta, StaticVector.MEAN_LOG_RATIO, meanLogRatio),
                folds,
                bootstrap,
                mostDivergence);
        boolean optimal = estimator.equals(OptimalEstimator.NAME);
        if (!optimal) {
            selection.estimator(byDefault, estimator, maximumBytes);
        }
        selection.rule(List.of(byDefault));
        List<String> together = new ArrayList<>(List.of(byDefault));
        for (String other : others) {
            if (!together.contains(other)) {
                selection.rule(List.of(other));
                together.add(other);
            }
        }
        if (together.size() > 2 && together.contains(LogRatio.NAME) && !byDefault.equals(LogRatio.NAME)) {
            selection.rule(List.of(byDefault, LogRatio.NAME));
        }
        if (together.size() > 1) {
            selection.rule(together);
            List<String> apart = Directions.firstApart(together, FIRST_TOKENS.get(0));
            if (!apart.equals(together)) {
                selection.rule(apart);
            }
        }
        for (int first : FIRST_TOKENS) {
            selection.rule(List.of(byDefault + "[0," + first + ")", byDefault + "[" + first + ",)"));
        }
        for (Estimator known : Estimator.all(mostDivergence, Directions.lowestStrength(byDefault))) {
            if (!known.name().equals(OptimalEstimator.NAME) && !known.name().equals(estimator)) {
                selection.estimator(byDefault, known.name(), maximumBytes);
            }
        }
        return selection.choose();
    }

    /**
     * Judges rules against one another.
     *
     * @param rules directions at their joint optimum each; the first is the default
     */
    public RuleChoice compare(double confidence, List<List<String>> rules) {
        RuleSelection selection = new RuleSelection(
                store,
                confidence,
                Map.of(StaticVector.MEAN_DELTA, meanDelta, StaticVector.MEAN_LOG_RATIO, meanLogRatio),
                folds,
                bootstrap,
                mostDivergence);
        rules.forEach(selection::rule);
        return selection.choose();
    }

    /** Answer tokens whose reference token a mask keeps. */
    public int keptTokens(double confidence) {
        return (int) kept(confidence).at(new double[0], null).tokens();
    }

    /** Those of them that have more than one survivor. */
    public int informativeTokens(double confidence) {
        return kept(confidence).informativeTokens();
    }

    private SurvivorObjective kept(double confidence) {
        return new SurvivorObjective(store, List.of(), confidence, folds);
    }

    /** A task's own vector for the tokens of each fold, made without that fold: {@code [folds][vocab]}. */
    public float[][] crossFitted(String name) {
        FoldMeans means = name.equals(StaticVector.MEAN_DELTA) ? meanDelta : meanLogRatio;
        float[][] byFold = new float[folds.count()][];
        for (int fold = 0; fold < byFold.length; fold++) {
            byFold[fold] = means.without(fold);
        }
        return byFold;
    }

    /** Judges the configured confidence against the others that can be asked for. */
    public ConfidenceChoice confidences(String direction, double configured) {
        return new ConfidenceSelection(store, folds, bootstrap, mostDivergence)
                .choose(direction, configured, ConfidenceSelection.CONFIDENCES);
    }

    /** How the tokens' own strengths lie apart along each of some directions; without those along which no token is informative. */
    public Map<String, PerTokenSpread> spreads(double confidence, List<String> directions) {
        Map<String, PerTokenSpread> spreads = new LinkedHashMap<>();
        for (String name : directions) {
            PerTokenSpread.of(new StrengthObjective(
                            SurvivorObservations.of(store, direction(name), confidence, maximumBytes)))
                    .ifPresent(spread -> spreads.put(name, spread));
        }
        return spreads;
    }

    /** A direction by name; a static one is the mean over all rows. */
    public Direction direction(String name) {
        return Directions.named(name, this::vector);
    }

    /** A task's own vector, for decoding. */
    public StaticVector vector(String name) {
        return StaticVector.of(name, (name.equals(StaticVector.MEAN_DELTA) ? meanDelta : meanLogRatio).all());
    }
}
