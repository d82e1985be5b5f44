package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.model.LoadOptions;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

class EngineOptionsTest {
    @Test
    void unknownNamesAreRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> LoadOptions.named("tpu", "float32", 1))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("tpu")
                .hasMessageContaining("cpu, cuda");
        assertThatThrownBy(() -> LoadOptions.named("cpu", "float7", 1))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("float32, bfloat16");
        assertThatThrownBy(() -> LoraTarget.named("lm_head"))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("q_proj");
    }

    @Test
    void cudaWithoutItsLibrariesIsRefused() {
        assertThatThrownBy(() -> Engine.load(TinyEngine.WEIGHTS, Device.CUDA, WeightFormat.FLOAT32, 1, 1 << 20))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("device is \"cuda\"")
                .hasMessageContaining("mvn -Dcuda");
    }

    @Test
    void anotherThreadCountInTheSameProcessIsRefused() {
        EngineThread.start(1);
        assertThatThrownBy(() -> EngineThread.start(3))
                .isInstanceOf(UnsupportedOptionException.class)
                .hasMessageContaining("already computes with 1");
        assertThatThrownBy(() -> EngineThread.start(0)).isInstanceOf(EngineException.class);
    }

    @Test
    void anAdapterOfAnotherModelIsRefusedByTheMatrixThatDiffers() {
        HashedLora other = new HashedLora(
                new dev.steerstream.model.files.TransformerConfig(
                        "llama", 97, 64, 48, 2, 4, 2, 8, 320, 1e-5f, 10_000, true),
                1,
                2,
                1,
                1,
                EnumSet.of(LoraTarget.VALUE));
        try (Engine engine = TinyEngine.load()) {
            assertThatThrownBy(() -> engine.attach("other", other))
                    .isInstanceOf(EngineException.class)
                    .hasMessageContaining("v_proj");
            assertThat(engine.attached()).isEmpty();
        }
    }

    @Test
    void aClosedModelRefusesWorkAndClosesTwice() {
        Engine engine = TinyEngine.load();
        OpenedSequence sequence =
                engine.sequences().open(TinyEngine.specification(TinyLlama.prompt(1, 4), null, Rows.BASE, false));
        engine.close();
        engine.close();
        engine.sequences().close(sequence.id());
        assertThatThrownBy(() -> engine.sequences()
                        .open(TinyEngine.specification(TinyLlama.prompt(1, 4), null, Rows.BASE, false)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void bfloat16WeightsStayNearTheReferenceAndAreDeterministicToo() {
        int[] ids = TinyLlama.prompt(2, 20);
        double[][] reference = new ReferenceLlama(TinyEngine.WEIGHTS, null).logits(ids);
        try (Engine engine = Engine.load(TinyEngine.WEIGHTS, Device.CPU, WeightFormat.BFLOAT16, 1, 64 << 20)) {
            OpenedSequence sequence = engine.sequences().open(TinyEngine.specification(ids, null, Rows.BASE, true));
            assertThat(TinyEngine.distance(sequence.logits().base(), reference[19]))
                    .isLessThan(0.1);
        }
    }
}
