package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Figures of transformers 5.23.0 and PEFT 0.21.2 on torch 2.7.1: a LlamaForCausalLM of {@link TinyLlama}'s configuration with
 * the same hashed weights (float32), {@code get_peft_model} with the same hashed adapter (alpha = scale times rank), the
 * prompt of seed 1; log_softmax of the logits at tokens 0, 5, 20 and 38, at the id that follows.
 */
class TransformersParityTest {
    private static final int[] IDS = TinyLlama.prompt(1, 40);
    private static final List<Integer> TOKENS = List.of(0, 5, 20, 38);
    private static final double[] BASE = {-3.482644, -5.568628, -4.851855, -3.71875};
    private static final double[] ADAPTED = {-2.930789, -6.144568, -4.330824, -2.972002};

    @Test
    void logProbabilitiesOfBaseAndAdapterAreTransformersOwn() {
        try (Engine engine = TinyEngine.load()) {
            engine.attach("all", TinyEngine.ALL_TARGETS);
            List<Double> warm = new ArrayList<>();
            List<Double> base = new ArrayList<>();
            engine.score(List.of(new TokenRow(IDS, 1)), "all", (row, token, gold, warmLogits, baseLogits) -> {
                warm.add(TinyEngine.logSoftmax(warmLogits)[gold]);
                base.add(TinyEngine.logSoftmax(baseLogits)[gold]);
            });
            for (int i = 0; i < TOKENS.size(); i++) {
                assertThat(base.get(TOKENS.get(i))).isCloseTo(BASE[i], within(2e-5));
                assertThat(warm.get(TOKENS.get(i))).isCloseTo(ADAPTED[i], within(2e-5));
            }
        }
    }

    @Test
    void theReferenceOfTheseTestsIsTransformersToo() {
        double[][] logits = new ReferenceLlama(TinyEngine.WEIGHTS, TinyEngine.ALL_TARGETS).logits(IDS);
        for (int i = 0; i < TOKENS.size(); i++) {
            int t = TOKENS.get(i);
            assertThat(TinyEngine.logSoftmax(logits[t])[IDS[t + 1]]).isCloseTo(ADAPTED[i], within(2e-5));
        }
    }
}
