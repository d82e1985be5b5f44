package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.StepLogits;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every architecture against transformers 5.23.0 and PEFT 0.21.2 on torch 2.7.1, float32, eager attention: the configuration of
 * {@link TinyModel#of} with the same hashed weights (gemma3's norms less one, as its files have them), LoRA r 4, alpha 2 on all
 * seven linear layers from tensor 5000 on times 0.6, the prompt of seed 1; log_softmax of the logits at tokens 0, 5, 20 and 38, at
 * the id that follows: base, then adapted.
 */
class ArchitectureParityTest {
    private static final int[] IDS = TinyLlama.prompt(1, 40);
    private static final int[] TOKENS = {0, 5, 20, 38};
    private static final double TOLERANCE = 2e-5;
    private static final Map<String, double[][]> FIGURES = Map.ofEntries(
            Map.entry("llama", new double[][] {
                {-3.482644, -5.568629, -4.851856, -3.71875}, {-2.930789, -6.144568, -4.330825, -2.972002}
            }),
            Map.entry("mistral", new double[][] {
                {-4.05715, -4.989097, -5.009376, -4.654526}, {-4.043885, -5.108293, -5.481184, -5.619284}
            }),
            Map.entry("qwen2", new double[][] {
                {-5.056437, -6.747169, -4.288831, -4.823833}, {-4.732214, -6.37299, -4.034402, -4.662102}
            }),
            Map.entry("qwen3", new double[][] {
                {-4.152903, -4.739515, -4.481196, -4.898295}, {-3.661179, -4.359455, -4.798309, -4.767158}
            }),
            Map.entry("gemma3", new double[][] {
                {-4.469222, -4.948394, -5.085979, -5.454825}, {-4.013877, -4.181308, -4.526176, -6.072327}
            }));

    private static Engine load(String architecture) {
        TinyModel weights = TinyModel.of(architecture);
        Engine engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20);
        engine.attach("all", new HashedLora(weights.config(), 5000, 4, 0.5f, 0.6f, EnumSet.allOf(LoraTarget.class)));
        return engine;
    }

    private record Scored(List<double[]> base, List<double[]> warm) {
        static Scored of(Engine engine) {
            Scored scored = new Scored(new ArrayList<>(), new ArrayList<>());
            engine.score(List.of(new TokenRow(IDS, 1)), "all", (row, token, gold, warm, base) -> {
                scored.base().add(TinyEngine.wide(base));
                scored.warm().add(TinyEngine.wide(warm));
            });
            return scored;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gemma3"})
    void logProbabilitiesOfBaseAndAdapterAreTransformersOwn(String architecture) {
        try (Engine engine = load(architecture)) {
            Scored scored = Scored.of(engine);
            for (int i = 0; i < TOKENS.length; i++) {
                int token = TOKENS[i];
                double base = TinyEngine.logSoftmax(scored.base().get(token))[IDS[token + 1]];
                double warm = TinyEngine.logSoftmax(scored.warm().get(token))[IDS[token + 1]];
                assertThat(base).isCloseTo(FIGURES.get(architecture)[0][i], within(TOLERANCE));
                assertThat(warm).isCloseTo(FIGURES.get(architecture)[1][i], within(TOLERANCE));
            }
        }
    }

    /** Prompts shorter and longer than the windows; alone no mask is needed without a window, in company one always is. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "gemma3"})
    void stepsAloneAndInCompanyAreWhatScoringGives(String architecture) {
        try (Engine engine = load(architecture)) {
            Scored scored = Scored.of(engine);
            for (boolean deterministic : new boolean[] {false, true}) {
                for (int company : new int[] {0, 3}) {
                    List<OpenedSequence> others = new ArrayList<>();
                    for (int i = 0; i < company; i++) {
                        others.add(open(engine, TinyLlama.prompt(5 + i, 2 + 9 * i), deterministic));
                    }
                    for (int length : new int[] {3, 15}) {
                        OpenedSequence sequence = open(engine, Arrays.copyOf(IDS, length), deterministic);
                        check(sequence.logits(), scored, length - 1);
                        for (int t = length; t < IDS.length - 1; t++) {
                            List<Advance> advances = new ArrayList<>(List.of(new Advance(sequence.id(), IDS[t])));
                            for (OpenedSequence other : others) {
                                advances.add(new Advance(other.id(), 7));
                            }
                            check(engine.sequences().step(advances).get(0), scored, t);
                        }
                        engine.sequences().close(sequence.id());
                    }
                    others.forEach(other -> engine.sequences().close(other.id()));
                }
            }
        }
    }

    private static OpenedSequence open(Engine engine, int[] prompt, boolean deterministic) {
        return engine.sequences().open(TinyEngine.specification(prompt, "all", Rows.BOTH, deterministic));
    }

    private static void check(StepLogits logits, Scored scored, int token) {
        assertThat(TinyEngine.distance(logits.base(), scored.base().get(token))).isLessThan(TOLERANCE);
        assertThat(TinyEngine.distance(logits.warm(), scored.warm().get(token))).isLessThan(TOLERANCE);
    }
}
