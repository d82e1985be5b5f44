package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TinyModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.files.SafetensorsWriter;
import dev.steerstream.model.peft.Ia3Config;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.peft.PeftConfig;
import dev.steerstream.model.peft.PrefixTuningConfig;
import dev.steerstream.model.peft.PromptTuningConfig;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Training of every method against PyTorch's autograd and AdamW through transformers 5.23.0 and PEFT 0.21.2 on torch 2.7.1, on the tiny model of
 * three architectures (biases of projections; embedding scale, norms and windows shorter than prefix and row). The figures in
 * {@code peft-figures.json}: the trained tensor of slot i is the hashed tensor {@code 9000 + i} times 0.4, IA3's plus one; a batch of two rows, the
 * first 20 tokens of prompt 1 from token 6 on and the first 13 of prompt 2 from token 5 on; of every gradient the norm and its element 37 (modulo
 * its size, row-major); the losses of eight steps at a rate of 0.02 with weight decay 0.01; then norms of the first and last tensor that PEFT saves.
 */
class MethodParityTest {
    private static final List<TokenRow> ROWS = List.of(
            new TokenRow(Arrays.copyOf(TinyLlama.prompt(1, 40), 20), 6),
            new TokenRow(Arrays.copyOf(TinyLlama.prompt(2, 40), 13), 5));

    static List<JsonNode> figures() throws IOException {
        try (InputStream in = MethodParityTest.class.getResourceAsStream("peft-figures.json")) {
            return StreamSupport.stream(new JsonMapper().readTree(in).spliterator(), false)
                    .toList();
        }
    }

    private static PeftConfig config(String method) {
        return switch (method) {
            case "lora" -> new LoraConfig(4, 8, 0, List.of("q_proj", "v_proj", "gate_proj"), true);
            case "ia3" -> Ia3Config.defaults();
            case "prompt_tuning" -> new PromptTuningConfig(5);
            case "p_tuning_v2" -> new PrefixTuningConfig(5, true, 12);
            default -> throw new IllegalArgumentException(method);
        };
    }

    private static TrainingState state(Trainable method) {
        List<float[]> trained = new ArrayList<>();
        for (Slot slot : method.slots()) {
            float offset = slot.name().endsWith(".ia3_l") ? 1 : 0;
            trained.add(HashedNumbers.fill(9000 + trained.size(), slot.size(), 0.4f, offset));
        }
        List<float[]> zeros =
                trained.stream().map(values -> new float[values.length]).toList();
        return new TrainingState(trained, zeros, zeros);
    }

    /** What the module gives for a task on the architecture's tiny model, with the hashed tensors in it. */
    private record Run(List<float[]> gradients, List<Float> losses, List<float[]> finished) {}

    private static Run run(TinyModel weights, Trainable method, PeftConfig config) {
        TrainingConfiguration configuration =
                new TrainingConfiguration(config, 0.02, Schedule.CONSTANT, 0.01, 0, 1, 8, 2, 40, 1);
        return EngineThread.start(1).call(() -> {
            try (TrainingModule module = TrainingModule.load(weights, method, configuration)) {
                module.restore(state(method), method.slots());
                TrainingBatch batch = TrainingBatch.of(ROWS);
                List<float[]> gradients = module.gradients(batch);
                List<Float> losses = new ArrayList<>();
                for (int step = 1; step <= 8; step++) {
                    losses.add(module.step(List.of(batch), step, new long[] {0}, 0.02)[0]);
                }
                return new Run(gradients, losses, module.finished());
            }
        });
    }

    @ParameterizedTest
    @MethodSource("figures")
    void gradientsLossesAndWhatIsSavedArePeftsOwn(JsonNode figures) {
        TinyModel weights = TinyModel.of(figures.get("architecture").asText());
        PeftConfig config = config(figures.get("method").asText());
        Trainable method = Trainable.of(config, weights.config());

        Run run = run(weights, method, config);

        assertThat(run.gradients()).hasSize(1 + figures.get("norms").size());
        for (int i = 0; i < method.slots().size(); i++) {
            float[] gradient = run.gradients().get(i + 1);
            double norm = figures.get("norms").get(i).asDouble();
            // As for LoRA: float32 gradients of two implementations that add in another order.
            assertThat(norm(FloatBuffer.wrap(gradient)))
                    .as(method.slots().get(i).name())
                    .isCloseTo(norm, within(1e-3 * norm));
            assertThat((double) gradient[37 % gradient.length])
                    .as(method.slots().get(i).name())
                    .isCloseTo(
                            figures.get("elements").get(i).asDouble(),
                            within(1e-3 * norm / Math.sqrt(gradient.length)));
        }
        for (int step = 0; step < run.losses().size(); step++) {
            // AdamW divides a gradient by its own size, so that where it is nearly nothing a last bit turns a whole
            // step's sign.
            assertThat((double) run.losses().get(step))
                    .as("loss of step " + (step + 1))
                    .isCloseTo(figures.get("losses").get(step).asDouble(), within(step == 0 ? 2e-5 : 2e-4));
        }
        Map<String, SafetensorsWriter.Tensor> saved =
                method.adapter(run.finished()).tensors();
        figures.get("saved").properties().forEach(tensor -> assertThat(
                        norm(saved.get(tensor.getKey()).values()))
                .as(tensor.getKey())
                .isCloseTo(
                        tensor.getValue().asDouble(),
                        within(1e-3 * tensor.getValue().asDouble())));
    }

    private static double norm(FloatBuffer values) {
        double square = 0;
        for (int i = 0; i < values.remaining(); i++) {
            square += (double) values.get(i) * values.get(i);
        }
        return Math.sqrt(square);
    }
}
