package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import java.util.List;

/** A process that is nearly always in native code, each call longer than the virtual machine would wait for it. */
public final class EndlessScoring {
    private static final TransformerConfig SHAPE =
            new TransformerConfig("llama", 4096, 512, 1536, 6, 8, 4, 64, 2048, 1e-5f, 10_000, true);

    private EndlessScoring() {}

    /** @param arguments the weight format */
    public static void main(String[] arguments) {
        Engine engine = Engine.load(new TinyLlama(SHAPE), Device.CPU, WeightFormat.named(arguments[0]), 2, 64L << 20);
        List<TokenRow> rows = List.of(new TokenRow(TinyLlama.prompt(1, 2000), 1990));
        for (int i = 0; ; i++) {
            engine.score(rows, null, (row, token, gold, warm, base) -> {});
            if (i == 0) System.out.println("running");
        }
    }
}
