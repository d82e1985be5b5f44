package dev.steerstream.core.selection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.joint.JointMinimizer;
import dev.steerstream.core.joint.StrengthBounds;
import dev.steerstream.core.joint.SurvivorObjective;
import dev.steerstream.core.observation.StrengthObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.FoldMeans;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorObservations;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RuleSelectionTest {
    private static final int SIZE = 40;
    private static final Folds FOLDS = new Folds(5, 3);
    private static final GroupBootstrap BOOTSTRAP = new GroupBootstrap(200, 11);

    private final SurvivorStore store = new SurvivorStore(0.05, TokenBans.none(), 1 << 24);
    private final FoldMeans meanLogRatio = new FoldMeans(5, SIZE);
    private final List<Context> contexts = new ArrayList<>();

    /** The references of {@link Contexts#like} are drawn from beyond the warm row along the log-ratio: it is the rule that helps. */
    private void fill(int rows, boolean nothingToSteerTo) {
        SteeringStep step = new SteeringStep(SIZE);
        for (int row = 0; row < rows; row++) {
            store.row("g" + row);
            for (int t = 0; t < 5; t++) {
                Context context = Contexts.like(100L * row + t, SIZE, 1.5, 1);
                int gold = nothingToSteerTo ? fromWarm(context, 7L * row + t) : context.gold();
                contexts.add(new Context(context.warm(), context.base(), gold));
                step.load(t, context.warm(), context.base());
                store.add(gold, RowsSummary.of(step, context.warm(), context.base(), 0.05, TokenBans.none()));
                meanLogRatio.add(FOLDS.of(store.rowGroups().group()), step.vector(new LogRatio()));
            }
        }
    }

    private static int fromWarm(Context context, long seed) {
        java.util.Random random = new java.util.Random(seed);
        int gold = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int v = 0; v < SIZE; v++) {
            double score = context.warm()[v] - Math.log(-Math.log(random.nextDouble()));
            if (score > best) {
                best = score;
                gold = v;
            }
        }
        return gold;
    }

    private RuleSelection selection() {
        return new RuleSelection(store, 0.1, Map.of(StaticVector.MEAN_LOG_RATIO, meanLogRatio), FOLDS, BOOTSTRAP, 2);
    }

    /** Better than the default, as the log-ratio is, but no better than that one, whose references do not depend on their places. */
    @Test
    void aRuleByPositionMustBeBetterThanTheBestWithoutPlaces() {
        fill(200, false);
        RuleChoice choice = selection()
                .rule(List.of("delta"))
                .rule(List.of("log_ratio[0,1)", "log_ratio[1,)"))
                .rule(List.of("log_ratio"))
                .choose();
        assertThat(choice.candidates().get(1).better()).isTrue();
        assertThat(choice.chosen().name()).isEqualTo("log_ratio");
    }

    @Test
    void theCrossValidatedLossIsThatOfStrengthsFittedWithoutTheFold() {
        fill(60, false);
        RuleChoice choice = selection().rule(List.of("delta")).choose();
        SurvivorObjective objective = new SurvivorObjective(store, List.of(Feature.of(new Delta())), 0.1, FOLDS);
        double loss = 0;
        double warm = 0;
        int kept = 0;
        for (int fold = 0; fold < 5; fold++) {
            double strength = new JointMinimizer(objective, StrengthBounds.of(List.of("delta"), 2))
                    .minimize(FOLDS.without(fold, 60), 1)
                    .strengths()[0];
            for (int row = 0; row < 60; row++) {
                for (int t = 0; FOLDS.of(row) == fold && t < 5; t++) {
                    Reference.Token token = Reference.token(contexts.get(5 * row + t), 0.1);
                    kept += token == null ? 0 : 1;
                    loss += token == null ? 0 : token.loss(strength);
                    warm += token == null ? 0 : token.loss(0);
                }
            }
        }
        assertThat(choice.chosen().loss()).isCloseTo(loss / kept, within(1e-9));
        assertThat(choice.warmLoss()).isCloseTo(warm / kept, within(1e-9));
        assertThat(choice.chosen().gain()).isCloseTo((warm - loss) / kept, within(1e-9));
        assertThat(choice.reason()).contains("delta");
    }

    @Test
    void theRuleThatIsBetterByMoreThanItsErrorIsChosen() {
        fill(300, false);
        RuleChoice choice = selection()
                .rule(List.of("delta"))
                .rule(List.of("log_ratio"))
                .rule(List.of("temperature"))
                .rule(List.of("mean_log_ratio"))
                .rule(List.of("delta", "log_ratio"))
                .estimator("delta", "newton", 1 << 24)
                .estimator("delta", "ratio", 1 << 24)
                .choose();
        assertThat(choice.byDefault().name()).isEqualTo("delta");
        assertThat(choice.byDefault().difference()).isZero();
        assertThat(choice.candidates()).hasSize(5 + 2);
        assertThat(choice.chosen().name()).contains("log_ratio");
        assertThat(choice.chosen().interval().high()).isNegative();
        assertThat(choice.chosen().fitted().strengths())
                .allSatisfy(found -> assertThat(found.interval().isKnown()).isTrue());
        assertThat(choice.reason()).contains("lower than that of delta");
        // a vector of other contexts says nothing of this one here: each context's rows are drawn anew
        RuleResult still = choice.candidates().get(3);
        assertThat(still.better()).isFalse();
        assertThat(still.gain()).isCloseTo(0, within(0.01));
    }

    @Test
    void whereNothingIsToBeGainedTheDefaultStays() {
        fill(120, true);
        RuleChoice choice = selection()
                .rule(List.of("delta"))
                .rule(List.of("log_ratio"))
                .rule(List.of("delta[0,1)", "delta[1,)"))
                .choose();
        assertThat(choice.chosen()).isSameAs(choice.byDefault());
        assertThat(choice.chosen().gain()).isLessThan(0.005);
        assertThat(choice.reason()).contains("None of the 2 others");
    }

    /** References that lie beyond warm along the log-ratio in an answer's first token, and short of it in those that follow. */
    @Test
    void strengthsByPositionAreChosenWhereCrossValidationSaysSo() {
        SteeringStep step = new SteeringStep(SIZE);
        for (int row = 0; row < 200; row++) {
            store.row("g" + row);
            for (int t = 0; t < 4; t++) {
                Context context = Contexts.like(100L * row + t, SIZE, 1.5, 1);
                int gold = t == 0 ? context.gold() : shortOfWarm(context, 7L * row + t);
                step.load(t, context.warm(), context.base());
                store.add(gold, RowsSummary.of(step, context.warm(), context.base(), 0.05, TokenBans.none()));
            }
        }
        RuleChoice choice = selection()
                .rule(List.of("log_ratio"))
                .rule(List.of("log_ratio[0,1)", "log_ratio[1,)"))
                .choose();
        assertThat(choice.chosen().name()).isEqualTo("log_ratio[0,1)+log_ratio[1,)");
        assertThat(choice.chosen().fitted().strengths().get(0).strength()).isPositive();
        assertThat(choice.chosen().fitted().strengths().get(1).strength()).isNegative();
        assertThat(choice.chosen().interval().high()).isNegative();
    }

    /** A pass judges all directions together with strengths by position too; a static vector's are the same at all tokens. */
    @Test
    void aPassJudgesAllTogetherWithTheFirstTokenApart() {
        SelectionPass pass = new SelectionPass(0.05, TokenBans.none(), BOOTSTRAP, 2, 1 << 24, SIZE);
        SteeringStep step = new SteeringStep(SIZE);
        for (int row = 0; row < 200; row++) {
            pass.row("g" + row);
            for (int t = 0; t < 4; t++) {
                Context context = Contexts.like(100L * row + t, SIZE, 1.5, 1);
                int gold = t == 0 ? context.gold() : shortOfWarm(context, 7L * row + t);
                pass.position(gold, step.load(t, context.warm(), context.base()), context.warm(), context.base());
            }
        }
        RuleChoice choice = pass.rules(0.1, "delta", "optimal", List.of("log_ratio", "mean_log_ratio"));
        String apart = "delta[0,1)+delta[1,)+log_ratio[0,1)+log_ratio[1,)+mean_log_ratio";
        RuleResult found = choice.candidates().stream()
                .filter(result -> result.name().equals(apart))
                .findFirst()
                .orElseThrow();
        assertThat(choice.chosen()).isSameAs(found);
        assertThat(found.fitted().strengths().get(2).strength())
                .isGreaterThan(found.fitted().strengths().get(3).strength());
    }

    private static int shortOfWarm(Context context, long seed) {
        float[] between = new float[SIZE];
        for (int v = 0; v < SIZE; v++) between[v] = (context.warm()[v] + context.base()[v]) / 2;
        return fromWarm(new Context(between, context.base(), 0), seed);
    }

    @Test
    void aConfidenceIsJudgedByAccuracyAndOneBelowWhatWasKeptIsNot() {
        fill(80, false);
        ConfidenceChoice choice = new ConfidenceSelection(store, FOLDS, BOOTSTRAP, 2)
                .choose("delta", 0.1, ConfidenceSelection.CONFIDENCES);
        assertThat(choice.notJudged()).containsExactly(0.0);
        assertThat(choice.judged())
                .extracting(ConfidenceChoice.Result::confidence)
                .containsExactly(0.1, 0.05, 0.2, 0.3, 0.5);
        assertThat(choice.judged().get(0).difference()).isZero();
        assertThat(choice.judged().stream().map(ConfidenceChoice.Result::confidence))
                .contains(choice.chosen());
        assertThatThrownBy(() -> store.cursor(0.01)).hasMessageContaining("0.05");
    }

    /** Confidence 1e-9 keeps every token here, so that both ways to the loss without a mask must agree. */
    @Test
    void withoutAMaskAnyObservedObjectiveIsComparedInTheSameWay() {
        SurvivorStore whole = new SurvivorStore(1e-9, TokenBans.none(), 1 << 24);
        SteeringStep step = new SteeringStep(SIZE);
        for (int row = 0; row < 80; row++) {
            whole.row("g" + row);
            for (int t = 0; t < 3; t++) {
                Context context = Contexts.like(100L * row + t, SIZE, 1.5, 1);
                step.load(t, context.warm(), context.base());
                whole.add(context.gold(), RowsSummary.of(step, context.warm(), context.base(), 1e-9, TokenBans.none()));
            }
        }
        RuleChoice expected = new RuleSelection(whole, 1e-9, Map.of(), FOLDS, BOOTSTRAP, 2)
                .rule(List.of("delta"))
                .rule(List.of("log_ratio"))
                .choose();
        RuleChoice found = new UnmaskedSelection(FOLDS, BOOTSTRAP, 2)
                .rule("delta", new StrengthObjective(SurvivorObservations.of(whole, new Delta(), 1e-9, 1 << 24)))
                .rule("log_ratio", new StrengthObjective(SurvivorObservations.of(whole, new LogRatio(), 1e-9, 1 << 24)))
                .choose();
        assertThat(found.warmLoss()).isCloseTo(expected.warmLoss(), within(1e-9));
        assertThat(found.chosen().name()).isEqualTo(expected.chosen().name());
        for (int i = 0; i < 2; i++) {
            RuleResult one = found.candidates().get(i);
            RuleResult other = expected.candidates().get(i);
            assertThat(one.loss()).isCloseTo(other.loss(), within(1e-8));
            assertThat(one.interval().high()).isCloseTo(other.interval().high(), within(1e-7));
            assertThat(one.fitted().strengths().get(0).strength())
                    .isCloseTo(other.fitted().strengths().get(0).strength(), within(1e-5));
        }
    }
}
