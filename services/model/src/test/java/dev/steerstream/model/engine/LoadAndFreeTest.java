package dev.steerstream.model.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.steerstream.core.decoding.sequence.OpenedSequence;
import dev.steerstream.core.decoding.sequence.Rows;
import dev.steerstream.model.ResidentMemory;
import dev.steerstream.model.files.TransformerConfig;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A model that is loaded, used and closed fifty times leaves nothing: a tenth of one model would show. */
class LoadAndFreeTest {
    private static final int TIMES = 50;
    private static final int WARM_UP = 5;

    /** 1.1 million weights, 4.3 MB in float32: 45 leaked models are 190 MB. */
    private static final TransformerConfig SHAPE =
            new TransformerConfig("llama", 2048, 128, 256, 4, 4, 2, 32, 320, 1e-5f, 10_000, true);

    private static final long ALLOWED = 24L << 20;

    @Test
    void fiftyTimesWithoutGrowth() {
        WeightFormat format = WeightFormat.FLOAT32;
        TinyLlama weights = new TinyLlama(SHAPE);
        long before = 0;
        for (int i = 0; i < TIMES; i++) {
            if (i == WARM_UP) before = ResidentMemory.now();
            use(weights, format);
        }
        long growth = ResidentMemory.now() - before;
        System.out.printf("%s: %.1f MB more after %d times%n", format.label(), growth / 1e6, TIMES - WARM_UP);
        assertThat(growth).isLessThan(ALLOWED);
    }

    private static void use(TinyLlama weights, WeightFormat format) {
        HashedLora adapter = new HashedLora(SHAPE, 5000, 4, 0.5f, 0.6f, TinyEngine.QUERY_VALUE.targets());
        try (Engine engine = Engine.load(weights, Device.CPU, format, 1, 64L << 20)) {
            engine.attach("adapter", adapter);
            OpenedSequence sequence = engine.sequences()
                    .open(TinyEngine.specification(TinyLlama.prompt(1, 100), "adapter", Rows.BOTH, false));
            for (int t = 0; t < 5; t++) {
                TinyEngine.step(engine, sequence, t);
            }
            engine.score(
                    List.of(new TokenRow(TinyLlama.prompt(2, 50), 20)),
                    "adapter",
                    (row, token, gold, warm, base) -> {});
        }
    }
}
