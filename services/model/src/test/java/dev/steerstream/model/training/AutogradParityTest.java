package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Gradients of PyTorch's autograd through transformers 5.23.0 and PEFT 0.21.2 on torch 2.7.1: the tiny model, LoRA r 4,
 * alpha 8, no dropout, on all seven linear layers; A of layer l and target t is the hashed tensor 9000 + 20 l + 2 t, B the
 * one after it, times 0.4; the first 20 tokens of prompt 1, labels from token 6 on. Per matrix, in the order of
 * {@link Trainable#slots}: the norm of the gradient, and its element 37 (modulo its size), row-major.
 */
class AutogradParityTest {
    private static final double LOSS = 5.18059;
    private static final double[][] NORM_AND_ELEMENT = {
        {3.892980e-01, -1.001785e-02},
        {3.066281e-01, 4.778574e-03},
        {3.141140e-01, -4.413785e-02},
        {3.599811e-01, -2.523183e-02},
        {5.422328e-01, -5.426458e-02},
        {5.850660e-01, 9.369517e-02},
        {7.953090e-01, 2.619951e-03},
        {9.332133e-01, -8.868796e-02},
        {5.124889e-01, -4.433949e-03},
        {5.641548e-01, -5.676775e-02},
        {5.178078e-01, -6.875193e-02},
        {6.263048e-01, -9.420713e-02},
        {4.115450e-01, 1.925150e-01},
        {4.227136e-01, -4.142394e-02},
        {9.279016e-02, 2.395555e-02},
        {1.164048e-01, -2.700406e-04},
        {1.204567e-01, 2.372382e-02},
        {1.604719e-01, -4.119663e-03},
        {4.952616e-01, -4.238509e-02},
        {2.693571e-01, -1.718486e-02},
        {5.914379e-01, 1.481139e-02},
        {6.519705e-01, -6.538884e-03},
        {3.202673e-01, -5.053718e-02},
        {3.236239e-01, 1.584090e-02},
        {2.178547e-01, -3.159666e-02},
        {5.189566e-01, -2.523090e-02},
        {2.340738e-01, -4.291699e-03},
        {2.522225e-01, -1.558852e-02}
    };

    @Test
    void gradientsOfAllMatricesAreAutogradsWithinOnePerMille() {
        TrainingConfiguration configuration = new TrainingConfiguration(
                new LoraConfig(
                        4,
                        8,
                        0,
                        Arrays.stream(LoraTarget.values())
                                .map(LoraTarget::label)
                                .toList(),
                        false),
                1e-2,
                Schedule.CONSTANT,
                0,
                0,
                1,
                0,
                1,
                40,
                1);
        Trainable method = Trainable.of(configuration.method(), TinyLlama.CONFIG);
        List<Slot> slots = method.slots();
        TrainingState state = TrainingState.initial(method, configuration.seed());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            int tensor = 9000 + 20 * (i / 14) + i % 14;
            System.arraycopy(
                    HashedNumbers.fill(tensor, slot.size(), 0.4f, 0),
                    0,
                    state.trained().get(i),
                    0,
                    slot.size());
        }
        TokenRow row = new TokenRow(Arrays.copyOf(TinyLlama.prompt(1, 40), 20), 6);
        TinyLlama weights = new TinyLlama();
        List<float[]> gradients = EngineThread.start(1).call(() -> {
            try (TrainingModule module = TrainingModule.load(weights, method, configuration)) {
                module.restore(state, slots);
                return module.gradients(TrainingBatch.of(List.of(row)));
            }
        });
        assertThat((double) gradients.get(0)[0]).isCloseTo(LOSS, within(2e-5));
        assertThat(gradients).hasSize(1 + NORM_AND_ELEMENT.length);
        for (int i = 0; i < NORM_AND_ELEMENT.length; i++) {
            float[] gradient = gradients.get(i + 1);
            double square = 0;
            for (float value : gradient) {
                square += (double) value * value;
            }
            double norm = NORM_AND_ELEMENT[i][0];
            assertThat(Math.sqrt(square)).as(slots.get(i).name()).isCloseTo(norm, within(1e-3 * norm));
            assertThat((double) gradient[37 % gradient.length])
                    .as(slots.get(i).name())
                    .isCloseTo(NORM_AND_ELEMENT[i][1], within(1e-3 * norm / Math.sqrt(gradient.length)));
        }
    }
}
