package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The default model. Figures of transformers 5.23.0 and PEFT 0.21.2 on torch 2.7.1, float32, on the same GGUF dequantised:
 * log_softmax of the logits over {@link RealModel#text}, its first 512 tokens (sum of ids 1,692,713), at every 16th token and
 * the id that follows; the adapter is {@link RealModel#adapter} with the same hashed numbers.
 */
class SmolLm2EngineIT {
    private static final int THREADS = 2;
    private static final double PARITY = 2e-4;
    private static final double STEP_PARITY = 3e-4;
    private static final double[] BASE = {
        -7.657735, -2.182266, -0.027368, -0.074966, -0.474115, -1.380781, -0.019556, -2.210499,
        -7.52414, -0.039471, -0.001363, -0.003937, -0.008097, -0.004775, -0.047239, -0.001454,
        -0.015059, -0.012888, -0.001554, -0.002241, -0.001933, -1.40832, -0.001258, -1.084648,
        -0.001216, -0.000157, -5.2e-05, -0.01536, -0.000556, -2.54742, -0.000612, -0.000481
    };
    private static final double[] ADAPTED = {
        -7.671981, -2.04586, -0.02708, -0.085118, -0.44518, -1.518751, -0.032577, -2.258645,
        -7.595753, -0.03827, -0.003641, -0.004725, -0.010833, -0.005698, -0.027841, -0.001902,
        -0.015421, -0.020528, -0.001677, -0.002476, -0.001986, -1.365103, -0.001379, -1.097814,
        -0.001154, -0.000172, -6.8e-05, -0.014339, -0.001073, -2.479775, -0.000668, -0.000547
    };

    private static Engine engine;
    private static int[] ids;

    @BeforeAll
    static void load() {
        Path path = TestModel.smollm2();
        try (Tokenizer tokenizer = Tokenizer.open(path)) {
            ids = Arrays.copyOf(tokenizer.encode(RealModel.text(), false), 512);
        }
        engine = load(path);
        try (Weights weights = Models.open(path)) {
            engine.attach("hashed", RealModel.adapter(weights.config()));
        }
    }

    private static Engine load(Path path) {
        try (Weights weights = Models.open(path)) {
            return Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, THREADS, 2L << 30);
        }
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    private static OpenedSequence open(int from, int to, boolean deterministic) {
        return engine.sequences()
                .open(new SequenceSpecification(
                        Arrays.copyOfRange(ids, from, to), "hashed", Rows.BOTH, 600, deterministic));
    }

    private static StepLogits step(OpenedSequence sequence, int token) {
        return engine.sequences()
                .step(List.of(new Advance(sequence.id(), token)))
                .get(0);
    }

    @Test
    void logProbabilitiesAreTransformersForBaseAndAdapter() {
        assertThat(Arrays.stream(ids).sum()).isEqualTo(1_692_713);
        double[] worst = {0, 0};
        engine.score(List.of(new TokenRow(ids, 1)), "hashed", (row, token, gold, warm, base) -> {
            if ((token - 1) % 16 == 0) {
                int i = (token - 1) / 16;
                worst[0] = Math.max(worst[0], Math.abs(TinyEngine.logSoftmax(base)[gold] - BASE[i]));
                worst[1] = Math.max(worst[1], Math.abs(TinyEngine.logSoftmax(warm)[gold] - ADAPTED[i]));
            }
        });
        System.out.printf("parity with transformers: base %.1e, adapter %.1e%n", worst[0], worst[1]);
        assertThat(worst[0]).isLessThan(PARITY);
        assertThat(worst[1]).isLessThan(PARITY);
    }

    @Test
    void prefillAndStepsAgreeUpToFiveHundredTwelveTokens() {
        OpenedSequence stepped = open(0, 3, false);
        double worst = 0;
        for (int t = 3; t < ids.length; t++) {
            StepLogits logits = step(stepped, ids[t]);
            if (t == 4 || t == 63 || t == 255 || t == 511) {
                OpenedSequence whole = open(0, t + 1, false);
                worst = Math.max(worst, distance(logits, whole.logits()));
                engine.sequences().close(whole.id());
            }
        }
        engine.sequences().close(stepped.id());
        System.out.printf("prefill against steps: %.1e%n", worst);
        assertThat(worst).isLessThan(STEP_PARITY);
    }

    private static double distance(StepLogits left, StepLogits right) {
        return Math.max(
                TinyEngine.distance(left.warm(), TinyEngine.wide(right.warm())),
                TinyEngine.distance(left.base(), TinyEngine.wide(right.base())));
    }

    @Test
    void aloneAndInABatchAgreeAndDeterministicOnesBitForBit() {
        double worst = 0;
        for (boolean deterministic : new boolean[] {false, true}) {
            List<StepLogits> alone = new ArrayList<>();
            OpenedSequence single = open(100, 130, deterministic);
            alone.add(TinyEngine.copy(single.logits()));
            for (int t = 130; t < 150; t++) {
                alone.add(TinyEngine.copy(step(single, ids[t])));
            }
            engine.sequences().close(single.id());
            List<OpenedSequence> company = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                company.add(open(10 * i, 10 * i + 5 + 31 * i, false));
            }
            OpenedSequence together = open(100, 130, deterministic);
            worst = Math.max(worst, check(together.logits(), alone.get(0), deterministic));
            for (int t = 130; t < 150; t++) {
                List<Advance> advances = new ArrayList<>();
                for (OpenedSequence each : company) {
                    advances.add(new Advance(each.id(), ids[t]));
                }
                advances.add(3, new Advance(together.id(), ids[t]));
                worst = Math.max(
                        worst, check(engine.sequences().step(advances).get(3), alone.get(t - 129), deterministic));
            }
            engine.sequences().close(together.id());
            company.forEach(each -> engine.sequences().close(each.id()));
        }
        System.out.printf("alone against in a batch: %.1e%n", worst);
        assertThat(worst).isLessThan(PARITY);
    }

    private static double check(StepLogits actual, StepLogits expected, boolean deterministic) {
        if (deterministic) {
            assertThat(actual.warm()).isEqualTo(expected.warm());
            assertThat(actual.base()).isEqualTo(expected.base());
        }
        return distance(actual, expected);
    }

    @Test
    void loadingAndClosingTenTimesKeepsNoMemory() {
        Path path = TestModel.smollm2();
        long afterTwo = 0;
        for (int i = 0; i < 10; i++) {
            try (Engine other = load(path)) {
                OpenedSequence sequence = other.sequences()
                        .open(new SequenceSpecification(Arrays.copyOf(ids, 20), null, Rows.BASE, 100, false));
                other.sequences().step(List.of(new Advance(sequence.id(), 5)));
            }
            if (i == 1) {
                afterTwo = ResidentMemory.now();
            }
        }
        long growth = ResidentMemory.now() - afterTwo;
        System.out.printf("resident memory grew by %d MiB over eight loads%n", growth >> 20);
        // One leaked copy of the weights would be 650 MiB; direct buffers wait for the collector.
        assertThat(growth).isLessThan(400L << 20);
    }
}
