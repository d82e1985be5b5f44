package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.Device;
import dev.steerstream.model.engine.Engine;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TinyModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.engine.WeightFormat;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What training sees and what the engine serves are the same model: an adapter's loss there is the loss that its next step reports. */
class TrainedAdapterServedTest {
    private static final List<TokenRow> ROWS = List.of(
            new TokenRow(Arrays.copyOf(TinyLlama.prompt(1, 40), 20), 6),
            new TokenRow(Arrays.copyOf(TinyLlama.prompt(2, 40), 13), 5),
            new TokenRow(Arrays.copyOf(TinyLlama.prompt(3, 40), 30), 8));

    static Stream<Arguments> methods() {
        return Stream.of("llama", "qwen2", "gemma3").flatMap(architecture -> Stream.<PeftConfig>of(
                        new LoraConfig(4, 8, 0, List.of("k_proj", "up_proj"), true),
                        Ia3Config.defaults(),
                        new PromptTuningConfig(7),
                        new PrefixTuningConfig(7, true, 12))
                .map(config -> Arguments.of(architecture, config)));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theEnginesLossIsTrainings(String architecture, PeftConfig method) {
        TinyModel model = TinyModel.of(architecture);
        TrainingConfiguration configuration =
                new TrainingConfiguration(method, 2e-2, Schedule.CONSTANT, 0, 0, 1, 4, 3, 40, 9);
        PeftAdapter adapter;
        double loss;
        try (WarmStartTraining training = WarmStartTraining.start(model, 1, configuration, ROWS)) {
            for (int step = 0; step < 3; step++) {
                training.step();
            }
            adapter = training.adapter();
            loss = training.step().loss();
        }
        try (Engine engine = Engine.load(model, Device.CPU, WeightFormat.FLOAT32, 1, 64L << 20)) {
            engine.attach("trained", adapter);
            double[] sums = new double[2];
            engine.score(ROWS, "trained", (row, token, gold, warm, base) -> {
                sums[0] -= logProbability(warm, gold);
                sums[1]++;
            });
            // Float32 in two orders of addition.
            assertThat(sums[0] / sums[1]).isCloseTo(loss, within(2e-5));
        }
    }

    private static double logProbability(float[] logits, int token) {
        double sum = 0;
        for (float value : logits) {
            sum += Math.exp(value - logits[token]);
        }
        return -Math.log(sum);
    }
}
