package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import dev.steerstream.model.training.TrainingConfiguration;
import dev.steerstream.model.training.WarmStartTraining;
import java.nio.FloatBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Nothing that loads a model lets Java allocate a tensor: its direct buffers are as scarce as its heap, and stay until a collection. */
class WeightTensorTest {
    /** Fails where a tensor is read into a buffer of Java's. */
    private static final class IntoGivenMemory extends TinyLlama {
        @Override
        public FloatBuffer read(String name) {
            throw new AssertionError(name + " was read into a buffer of its own");
        }

        @Override
        public void read(String name, FloatBuffer target) {
            assertThat(target.isDirect()).isTrue();
            target.put(super.read(name)).clear();
        }
    }

    @Test
    void aTensorHasTheFilesNumbers() {
        String name = "model.layers.0.mlp.down_proj.weight";
        try (PtNDManager manager = (PtNDManager) NDManager.newBaseManager()) {
            assertThat(WeightTensor.read(manager, new IntoGivenMemory(), name).toFloatArray())
                    .isEqualTo(new TinyLlama().read(name).array());
        }
    }

    @Test
    void anEngineAndAWarmStartReadIntoLibtorchsMemory() {
        Engine.load(new IntoGivenMemory(), Device.CPU, WeightFormat.FLOAT32, 1, 1 << 20)
                .close();
        TrainingConfiguration standard = TrainingConfiguration.standard(0);
        TrainingConfiguration configuration =
                new TrainingConfiguration(standard.method(), 1e-3, standard.schedule(), 0, 1, 1, 1, 1, 32, 0);
        List<TokenRow> rows = List.of(new TokenRow(TinyLlama.prompt(1, 16), 8));
        try (WarmStartTraining training = WarmStartTraining.start(new IntoGivenMemory(), 1, configuration, rows)) {
            assertThat(training.step().loss()).isPositive();
        }
    }
}
