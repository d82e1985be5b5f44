package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.sequence.Advance;
import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.core.decoding.sequence.StepLogits;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The default model with IA3, prompt tuning and prefix tuning of the paper's shapes. Figures of transformers 5.23.0 and PEFT 0.21.2 on
 * torch 2.7.1, float32, on the same GGUF dequantised, with {@link HashedAdapters#gentle}: see {@link SmolLm2EngineIT}.
 */
class SmolLm2MethodParityIT {
    private static final double PARITY = 2e-4;
    private static final double STEP_PARITY = 3e-4;
    private static final Map<String, double[]> FIGURES = Map.of(
            "ia3",
            new double[] {
                -8.232258, -1.991254, -0.03973, -0.191045, -0.427999, -1.140375, -0.057237, -2.99152,
                -7.415342, -0.045803, -0.010248, -0.006907, -0.012228, -0.008942, -0.106826, -0.001138,
                -0.024259, -0.016966, -0.005945, -0.008133, -0.00077, -1.365029, -0.001385, -1.440876,
                -0.000701, -0.000153, -1e-05, -0.016569, -0.000554, -2.536186, -0.003228, -0.000291
            },
            "prompt",
            new double[] {
                -4.2184, -1.484727, -0.069969, -0.128073, -0.366564, -1.215234, -0.035544, -0.858615,
                -7.543802, -0.037236, -0.003073, -0.004373, -0.004902, -0.01012, -0.020246, -0.002462,
                -0.03341, -0.017539, -0.003132, -0.002012, -0.002145, -1.451143, -0.002256, -0.548566,
                -0.002099, -0.000331, -0.000104, -0.022689, -0.000964, -2.362694, -0.000997, -0.000785
            },
            "prefix",
            new double[] {
                -4.076019, -3.932971, -0.34768, -0.490008, -0.882288, -1.698137, -0.054265, -1.146449,
                -7.393879, -0.329682, -0.006032, -0.200545, -0.053298, -0.029829, -0.391655, -0.136634,
                -0.111576, -0.109777, -0.060553, -0.011151, -0.022094, -1.756672, -0.019885, -0.20739,
                -0.112683, -0.002006, -0.000113, -0.222811, -0.012822, -3.750018, -0.004574, -0.019931
            });

    private static Engine engine;
    private static int[] ids;

    @BeforeAll
    static void load() {
        Path path = TestModel.smollm2();
        try (Tokenizer tokenizer = Tokenizer.open(path)) {
            ids = Arrays.copyOf(tokenizer.encode(RealModel.text(), false), 512);
        }
        try (Weights weights = Models.open(path)) {
            engine = Engine.load(weights, Device.CPU, WeightFormat.FLOAT32, 2, 2L << 30);
            HashedAdapters.gentle(weights.config()).forEach(engine::attach);
        }
    }

    @AfterAll
    static void close() {
        engine.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ia3", "prompt", "prefix"})
    void logProbabilitiesArePefts(String adapter) {
        double[] worst = {0};
        engine.score(List.of(new TokenRow(ids, 1)), adapter, (row, token, gold, warm, base) -> {
            if ((token - 1) % 16 == 0) {
                double figure = FIGURES.get(adapter)[(token - 1) / 16];
                worst[0] = Math.max(worst[0], Math.abs(TinyEngine.logSoftmax(warm)[gold] - figure));
            }
        });
        System.out.printf("parity with PEFT, %s: %.1e%n", adapter, worst[0]);
        assertThat(worst[0]).isLessThan(PARITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ia3", "prompt", "prefix"})
    void stepsSayWhatPeftSays(String adapter) {
        int prompt = 240;
        OpenedSequence sequence = engine.sequences()
                .open(new SequenceSpecification(Arrays.copyOf(ids, prompt), adapter, Rows.BOTH, 600, false));
        double worst = 0;
        for (int t = prompt; t < prompt + 50; t++) {
            StepLogits logits = engine.sequences()
                    .step(List.of(new Advance(sequence.id(), ids[t])))
                    .get(0);
            if (t % 16 == 0) {
                double said = TinyEngine.logSoftmax(logits.warm())[ids[t + 1]];
                worst = Math.max(worst, Math.abs(said - FIGURES.get(adapter)[t / 16]));
            }
        }
        engine.sequences().close(sequence.id());
        System.out.printf("parity of steps with PEFT, %s: %.1e%n", adapter, worst);
        assertThat(worst).isLessThan(STEP_PARITY);
    }
}
