package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.core.decoding.sequence.SequenceSpecification;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.TestModel;
import dev.steerstream.model.files.Models;
import dev.steerstream.model.files.Weights;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** As {@link LoadAndFreeTest}, with the default model: one that stayed would be 120 MB. */
@Tag("soak")
class LoadAndFreeIT {
    private static final int TIMES = 50;
    private static final int WARM_UP = 5;
    private static final long ALLOWED = 96L << 20;

    @Test
    void fiftyTimesWithoutGrowth() {
        Path path = TestModel.smollm2();
        long before = 0;
        for (int i = 0; i < TIMES; i++) {
            if (i == WARM_UP) before = ResidentMemory.now();
            use(path);
        }
        long growth = ResidentMemory.now() - before;
        System.out.printf("%.1f MB more after %d times%n", growth / 1e6, TIMES - WARM_UP);
        assertThat(growth).isLessThan(ALLOWED);
    }

    private static void use(Path path) {
        try (Weights weights = Models.open(path);
                Engine engine = Engine.load(weights, Device.CPU, WeightFormat.INT4, 2, 256L << 20)) {
            engine.attach("adapter", RealModel.adapter(weights.config()));
            OpenedSequence sequence = engine.sequences()
                    .open(new SequenceSpecification(TinyLlama.prompt(1, 100), "adapter", Rows.BOTH, 128, false));
            for (int t = 0; t < 5; t++) {
                TinyEngine.step(engine, sequence, t);
            }
        }
    }
}
