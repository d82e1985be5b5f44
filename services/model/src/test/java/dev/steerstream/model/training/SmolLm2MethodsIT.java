package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.RealModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PeftFiles;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.text.Tokenizer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every method with the paper's settings on the default model: the loss of the same rows falls, an interrupted run ends with the same bits. */
class SmolLm2MethodsIT {
    private static final int THREADS = 2;
    private static final int STEPS = 6;

    /** Methods and rates at which a few steps show: those with few parameters need higher ones. */
    static Stream<Arguments> methods() {
        return Stream.of(
                Arguments.of(new LoraConfig(8, 16, 0.1, LoraConfig.defaults().targetModules(), true), 1e-3),
                Arguments.of(Ia3Config.defaults(), 1e-2),
                Arguments.of(PromptTuningConfig.defaults(), 3e-2),
                Arguments.of(PrefixTuningConfig.defaults(), 1e-3));
    }

    private static List<TokenRow> rows(Path model) {
        try (Tokenizer tokenizer = Tokenizer.open(model)) {
            return Arrays.stream(RealModel.text().split("\n"))
                    .limit(4)
                    .map(line -> tokenizer.encode(line, false))
                    .map(ids -> new TokenRow(ids, ids.length / 2))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void theLossFallsAndAResumedRunGivesTheSameAdapter(PeftConfig method, double rate) {
        Path path = TestModel.smollm2();
        List<TokenRow> rows = rows(path);
        TrainingConfiguration configuration =
                new TrainingConfiguration(method, rate, Schedule.CONSTANT, 0.01, 1, 1, STEPS, 4, 512, 11);
        try (Weights weights = Models.open(path)) {
            byte[] half = null;
            double first = Double.NaN;
            double last = Double.NaN;
            PeftAdapter adapter;
            try (WarmStartTraining training = WarmStartTraining.start(weights, THREADS, configuration, rows)) {
                while (!training.finished()) {
                    StepReport report = training.step();
                    System.out.println(method.method() + " " + report);
                    last = report.loss();
                    if (report.step() == 1) first = last;
                    if (report.step() == STEPS / 2) half = training.checkpoint();
                }
                adapter = training.adapter();
            }
            assertThat(last).isLessThan(first);
            assertThat(PeftFiles.fromBytes(PeftFiles.toBytes(adapter), "trained", weights.config())
                            .digest())
                    .isEqualTo(adapter.digest());
            try (WarmStartTraining training = WarmStartTraining.resume(weights, THREADS, configuration, rows, half)) {
                while (!training.finished()) {
                    training.step();
                }
                assertThat(training.adapter().digest()).isEqualTo(adapter.digest());
            }
        }
    }
}
