package dev.steerstream.model.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.steerstream.model.engine.EngineThread;
import dev.steerstream.model.engine.HashedNumbers;
import dev.steerstream.model.engine.LoraTarget;
import dev.steerstream.model.engine.TinyLlama;
import dev.steerstream.model.engine.TinyModel;
import dev.steerstream.model.engine.TokenRow;
import dev.steerstream.model.peft.LoraConfig;
import dev.steerstream.model.training.method.Slot;
import dev.steerstream.model.training.method.Trainable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * As {@link AutogradParityTest} for the other architectures: the tiny model of each, adapter from tensor 9000 on; the loss, then
 * the norms of the gradients of all matrices in the order of {@link Trainable#slots}.
 */
class ArchitectureTrainingTest {
    private static final Map<String, double[]> LOSS_AND_NORMS = Map.ofEntries(
            Map.entry("mistral", new double[] {
                5.173907,
                5.218566e-01,
                5.257966e-01,
                5.593458e-01,
                4.534490e-01,
                9.901835e-01,
                7.684272e-01,
                5.820791e-01,
                9.055669e-01,
                4.718719e-01,
                6.357049e-01,
                4.975680e-01,
                5.363044e-01,
                4.510536e-01,
                5.592308e-01,
                1.630043e-01,
                1.291468e-01,
                1.593264e-01,
                1.446564e-01,
                4.520125e-01,
                3.001688e-01,
                4.288818e-01,
                5.981342e-01,
                3.514544e-01,
                3.661809e-01,
                3.826076e-01,
                3.756875e-01,
                2.525448e-01,
                3.482257e-01
            }),
            Map.entry("qwen2", new double[] {
                5.075727,
                3.863760e-01,
                3.830830e-01,
                2.809027e-01,
                3.391194e-01,
                6.571291e-01,
                7.178252e-01,
                1.371042e+00,
                1.102101e+00,
                5.438539e-01,
                4.911606e-01,
                4.507125e-01,
                4.508865e-01,
                4.150994e-01,
                4.384981e-01,
                1.129650e-01,
                1.045513e-01,
                1.428242e-01,
                1.412790e-01,
                2.661459e-01,
                5.834463e-01,
                3.806573e-01,
                4.038461e-01,
                4.514362e-01,
                3.725764e-01,
                2.740582e-01,
                3.911893e-01,
                2.841306e-01,
                4.264918e-01
            }),
            Map.entry("qwen3", new double[] {
                4.882954,
                6.816334e-01,
                6.291212e-01,
                8.742415e-01,
                6.995696e-01,
                8.528572e-01,
                1.085056e+00,
                1.484106e+00,
                1.534756e+00,
                6.378096e-01,
                5.769853e-01,
                4.661409e-01,
                5.291088e-01,
                4.998502e-01,
                6.071393e-01,
                2.383278e-01,
                2.755426e-01,
                2.203452e-01,
                3.226746e-01,
                5.107749e-01,
                4.379714e-01,
                4.585029e-01,
                6.178865e-01,
                3.602609e-01,
                3.161830e-01,
                3.659562e-01,
                3.734162e-01,
                2.545860e-01,
                3.092900e-01
            }),
            Map.entry("gemma3", new double[] {
                5.027302,
                6.001638e-01,
                4.737678e-01,
                4.788692e-01,
                4.423072e-01,
                9.448414e-01,
                7.057040e-01,
                9.485926e-01,
                9.851200e-01,
                7.228925e-01,
                6.164013e-01,
                4.624090e-01,
                6.061342e-01,
                6.301767e-01,
                3.945652e-01,
                1.362957e-01,
                2.086911e-01,
                1.646423e-01,
                3.167447e-01,
                4.757537e-01,
                5.989776e-01,
                4.340208e-01,
                4.836768e-01,
                3.766360e-01,
                3.824949e-01,
                3.262482e-01,
                4.359200e-01,
                3.674906e-01,
                4.728164e-01,
                1.293917e-01,
                1.006133e-01,
                9.986196e-02,
                1.319772e-01,
                2.509848e-01,
                2.638882e-01,
                2.947057e-01,
                4.051467e-01,
                2.815621e-01,
                2.518078e-01,
                2.992866e-01,
                2.837982e-01,
                1.975247e-01,
                2.845937e-01
            }));

    @ParameterizedTest
    @ValueSource(strings = {"mistral", "qwen2", "qwen3", "gemma3"})
    void lossAndGradientsAreAutogradsWithinOnePerMille(String architecture) {
        TinyModel weights = TinyModel.of(architecture);
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
        Trainable method = Trainable.of(configuration.method(), weights.config());
        List<Slot> slots = method.slots();
        TrainingState state = TrainingState.initial(method, configuration.seed());
        for (int i = 0; i < slots.size(); i++) {
            Slot slot = slots.get(i);
            int tensor = 9000 + 20 * (i / 14) + i % 14;
            float[] values = HashedNumbers.fill(tensor, slot.size(), 0.4f, 0);
            System.arraycopy(values, 0, state.trained().get(i), 0, slot.size());
        }
        TokenRow row = new TokenRow(Arrays.copyOf(TinyLlama.prompt(1, 40), 20), 6);

        List<float[]> gradients = EngineThread.start(1).call(() -> {
            try (TrainingModule module = TrainingModule.load(weights, method, configuration)) {
                module.restore(state, slots);
                return module.gradients(TrainingBatch.of(List.of(row)));
            }
        });

        double[] figures = LOSS_AND_NORMS.get(architecture);
        assertThat(gradients).hasSize(figures.length);
        assertThat((double) gradients.get(0)[0]).isCloseTo(figures[0], within(2e-5));
        for (int i = 1; i < figures.length; i++) {
            assertThat(norm(gradients.get(i)))
                    .as(slots.get(i - 1).name())
                    .isCloseTo(figures[i], within(1e-3 * figures[i]));
        }
    }

    private static double norm(float... gradient) {
        double square = 0;
        for (float value : gradient) {
            square += (double) value * value;
        }
        return Math.sqrt(square);
    }
}
