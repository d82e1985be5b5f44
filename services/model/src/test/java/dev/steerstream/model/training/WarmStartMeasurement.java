package dev.steerstream.model.training;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.steerstream.core.calibration.Calibration;
import dev.steerstream.core.calibration.CalibrationResult;
import dev.steerstream.core.calibration.CalibrationSettings;
import dev.steerstream.core.evaluation.HeldOutEvaluation;
import dev.steerstream.core.statistics.GroupBootstrap;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.LanguageModel;
import dev.steerstream.model.LoadOptions;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftAdapter;
import dev.steerstream.model.text.EncodedText;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Held-out loss per completion token of base, warm and steered after a short warm start, on files of instruction and output. Run its main by hand:
 * the files are not part of the project.
 */
public final class WarmStartMeasurement {
    static final int THREADS = 2;
    private static final int CALIBRATION_ROWS = 64;
    private static final int HELD_OUT_ROWS = 128;

    private WarmStartMeasurement() {}

    static List<EncodedText> rows(LanguageModel model, File file, long seed) throws IOException {
        List<EncodedText> rows = new ArrayList<>();
        for (JsonNode row : new ObjectMapper().readTree(file)) {
            // No system turn, unlike the model's own template: as the peers' figures were measured.
            rows.add(model.promptEncoder()
                    .raw(
                            "<|im_start|>user\n" + row.path("instruction").asText()
                                    + "<|im_end|>\n<|im_start|>assistant\n",
                            row.path("output").asText() + "<|im_end|>"));
        }
        Collections.shuffle(rows, new Random(seed));
        return rows;
    }

    static List<TokenRow> tokens(List<EncodedText> rows) {
        return rows.stream()
                .map(row -> new TokenRow(row.ids(), row.completionStart()))
                .toList();
    }

    static PeftAdapter train(Path path, List<TokenRow> rows, int steps, long seed, TrainingType type) {
        TrainingConfiguration configuration = new TrainingConfiguration(
                        LoraConfig.defaults(), 5e-5, Schedule.CONSTANT, 0, 0, 1, steps, 4, 512, seed)
                .in(type);
        try (Weights weights = Models.open(path);
                WarmStartTraining training = WarmStartTraining.start(weights, THREADS, configuration, rows)) {
            while (!training.finished()) System.out.println(training.step());
            return training.adapter();
        }
    }

    /** @param arguments training file, test file, steps of 4 rows, seed, training type */
    public static void main(String[] arguments) throws IOException {
        int steps = Integer.parseInt(arguments[2]);
        long seed = Long.parseLong(arguments[3]);
        TrainingType type = TrainingType.named(arguments[4]);
        Path path = TestModel.smollm2();
        try (LanguageModel model = LanguageModel.load(path, LoadOptions.named("cpu", "float32", THREADS))) {
            PeftAdapter adapter = train(path, tokens(rows(model, new File(arguments[0]), seed)), steps, seed, type);
            model.attach(adapter.digest(), adapter);
            List<TokenRow> test = tokens(rows(model, new File(arguments[1]), seed));
            CalibrationResult fitted = calibrate(model, adapter.digest(), test.subList(0, CALIBRATION_ROWS), seed);
            var judged = judge(
                    model,
                    adapter.digest(),
                    test.subList(CALIBRATION_ROWS, CALIBRATION_ROWS + HELD_OUT_ROWS),
                    fitted,
                    seed);
            System.out.println("unmasked optimum " + fitted.unmasked());
            System.out.println(judged);
        }
    }

    private static CalibrationResult calibrate(LanguageModel model, String adapter, List<TokenRow> rows, long seed) {
        Calibration calibration = new Calibration(
                CalibrationSettings.of(0, TokenBans.none(), seed),
                model.config().vocabularySize());
        int[] current = {-1};
        model.score(rows, adapter, (row, token, gold, warm, base) -> {
            if (row != current[0]) calibration.row(Integer.toString(current[0] = row));
            calibration.position(gold, warm, base);
        });
        return calibration.result();
    }

    private static Object judge(
            LanguageModel model, String adapter, List<TokenRow> rows, CalibrationResult fitted, long seed) {
        Strength strength = new Strength(fitted.unmasked().strength());
        HeldOutEvaluation evaluation = new HeldOutEvaluation(
                Steering.steered(strength.value(), 0),
                strength,
                TokenBans.none(),
                new GroupBootstrap(GroupBootstrap.FEWEST_DRAWS, seed),
                model.config().vocabularySize());
        int[] current = {-1};
        model.score(rows, adapter, (row, token, gold, warm, base) -> {
            if (row != current[0]) evaluation.row(Integer.toString(current[0] = row));
            evaluation.position(gold, warm, base);
        });
        return evaluation.result();
    }
}
