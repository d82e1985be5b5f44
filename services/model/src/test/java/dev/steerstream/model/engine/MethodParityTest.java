package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.engine.MethodFigures.Figures;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every PEFT method on every architecture says what PEFT says, scoring a prompt and decoding step by step. */
class MethodParityTest {
    private static final int[] IDS = TinyLlama.prompt(1, 40);
    private static final int[] TOKENS = {0, 5, 20, 38};
    private static final int PROMPT = 15;
    private static final double TOLERANCE = 2e-5;

    static List<Figures> figures() {
        return MethodFigures.ALL;
    }

    private static Engine load(Figures figures) {
        TinyModel weights = TinyModel.of(figures.architecture());
        Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20);
        engine.attach(figures.adapter(), HashedAdapters.of(weights.config()).get(figures.adapter()));
        return engine;
    }

    @ParameterizedTest
    @MethodSource("figures")
    void scoringIsPeftsForward(Figures figures) {
        try (Engine engine = load(figures)) {
            List<Double> warm = new ArrayList<>();
            // In company of shorter and longer rows, whose prefixes must not reach into one another.
            List<TokenRow> rows = List.of(
                    new TokenRow(Arrays.copyOf(IDS, 9), 1),
                    new TokenRow(IDS, 1),
                    new TokenRow(Arrays.copyOf(IDS, 9), 8));
            List<float[]> base = new ArrayList<>();
            engine.score(rows, figures.adapter(), (row, token, gold, warmLogits, baseLogits) -> {
                if (row == 1) {
                    warm.add(TinyEngine.logSoftmax(warmLogits)[gold]);
                    base.add(baseLogits.clone());
                }
            });
            for (int i = 0; i < TOKENS.length; i++) {
                assertThat(warm.get(TOKENS[i])).isCloseTo(figures.scored()[i], within(TOLERANCE));
            }
            List<float[]> alone = new ArrayList<>();
            engine.score(rows, null, (row, token, gold, ignored, baseLogits) -> {
                if (row == 1) {
                    alone.add(baseLogits.clone());
                }
            });
            for (int t = 0; t < base.size(); t++) {
                assertThat(TinyEngine.distance(base.get(t), TinyEngine.wide(alone.get(t))))
                        .isLessThan(TOLERANCE);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("figures")
    void decodingIsPeftsGenerate(Figures figures) {
        try (Engine engine = load(figures)) {
            for (boolean deterministic : new boolean[] {false, true}) {
                OpenedSequence sequence = engine.sequences()
                        .open(TinyEngine.specification(
                                Arrays.copyOf(IDS, PROMPT), figures.adapter(), Rows.BOTH, 300, deterministic));
                StepLogits logits = sequence.logits();
                for (int i = 0; i < figures.chosen().length; i++) {
                    double[] warm = TinyEngine.logSoftmax(logits.warm());
                    int token = figures.chosen()[i];
                    assertThat(warm[token]).isCloseTo(figures.chosenLogProbabilities()[i], within(TOLERANCE));
                    assertThat(Arrays.stream(warm).max().orElseThrow()).isCloseTo(warm[token], within(TOLERANCE));
                    logits = TinyEngine.step(engine, sequence, token);
                }
                engine.sequences().close(sequence.id());
            }
        }
    }
}
