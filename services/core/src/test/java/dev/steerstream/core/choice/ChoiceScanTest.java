package dev.steerstream.core.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.Contexts;
import dev.steerstream.core.Contexts.Context;
import dev.steerstream.core.Reference;
import dev.steerstream.core.joint.SurvivorObjective;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.RowsSummary;
import dev.steerstream.core.steering.SteeringStep;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.core.survivor.Feature;
import dev.steerstream.core.survivor.Folds;
import dev.steerstream.core.survivor.SurvivorStore;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChoiceScanTest {
    private static final int SIZE = 12;
    private static final int QUESTIONS = 40;

    @Test
    void theCurveIsTheAccuracyOfNaiveScores() {
        // Confidence 1e-9 keeps every token here: scores are without a mask.
        SurvivorStore store = new SurvivorStore(1e-9, TokenBans.none(), 1 << 24);
        SteeringStep step = new SteeringStep(SIZE);
        List<ChoiceQuestion> questions = new ArrayList<>();
        List<List<Context>> answers = new ArrayList<>();
        for (int q = 0; q < QUESTIONS; q++) {
            List<Integer> options = new ArrayList<>();
            for (int option = 0; option < 3; option++) {
                store.row("answer " + answers.size());
                options.add(answers.size());
                List<Context> tokens = new ArrayList<>();
                for (int t = 0; t <= option; t++) {
                    Context like = Contexts.like(1000L * q + 10 * option + t, SIZE, 1.5, 1);
                    int gold = option == 0 ? like.gold() : (int) ((q + option + t) % SIZE);
                    Context context = new Context(like.warm(), like.base(), gold);
                    tokens.add(context);
                    step.load(t, context.warm(), context.base());
                    store.add(gold, RowsSummary.of(step, context.warm(), context.base(), 1e-9, TokenBans.none()));
                }
                answers.add(tokens);
            }
            questions.add(new ChoiceQuestion(options, 0));
        }
        ChoiceScan scan = new ChoiceScan(
                new SurvivorObjective(store, List.of(Feature.of(new Delta())), 1e-9, new Folds(5, 1)), questions);
        for (boolean perToken : new boolean[] {false, true}) {
            ChoiceCurve curve = scan.scan(8, perToken, new GroupBootstrap(200, 2));
            double best = 0;
            for (ChoiceCurve.Point point : curve.points()) {
                double naive = accuracy(answers, point.strength(), perToken);
                assertThat(point.value()).isCloseTo(naive, within(1e-12));
                best = Math.max(best, naive);
            }
            assertThat(curve.points()).hasSize(81);
            assertThat(curve.value()).isEqualTo(best).isGreaterThanOrEqualTo(curve.atZero());
            assertThat(curve.atZero()).isCloseTo(accuracy(answers, 0, perToken), within(1e-12));
            assertThat(curve.chance()).isCloseTo(1 / 3.0, within(1e-12));
            assertThat(curve.points().stream().filter(p -> p.value() == curve.value()))
                    .allSatisfy(
                            p -> assertThat(Math.abs(p.strength())).isGreaterThanOrEqualTo(Math.abs(curve.strength())));
        }
    }

    private static double accuracy(List<List<Context>> answers, double strength, boolean perToken) {
        double right = 0;
        for (int q = 0; q < QUESTIONS; q++) {
            double[] scores = new double[3];
            for (int option = 0; option < 3; option++) {
                List<Context> tokens = answers.get(3 * q + option);
                for (Context context : tokens) {
                    scores[option] -= Reference.token(context, 0).loss(strength);
                }
                scores[option] /= perToken ? tokens.size() : 1;
            }
            right += scores[0] > scores[1] && scores[0] > scores[2] ? 1 : 0;
        }
        return right / QUESTIONS;
    }
}
