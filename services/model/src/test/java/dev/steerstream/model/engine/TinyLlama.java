package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;

/** The {@link TinyModel} that most tests use: a plain llama. */
public class TinyLlama extends TinyModel {
    public static final TransformerConfig CONFIG =
            new TransformerConfig("llama", 97, 32, 48, 2, 4, 2, 8, 320, 1e-5f, 10_000, true);

    /** Rows of whole groups of 32, as four-bit weights need them. */
    public static final TransformerConfig GROUPED =
            new TransformerConfig("llama", 97, 64, 96, 2, 4, 2, 16, 320, 1e-5f, 10_000, true);

    public TinyLlama() {
        this(CONFIG);
    }

    public TinyLlama(TransformerConfig config) {
        super(config);
    }

    /** A prompt of hashed ids. */
    public static int[] prompt(int seed, int length) {
        int[] ids = new int[length];
        for (int i = 0; i < length; i++) {
            ids[i] = (int) ((HashedNumbers.at(1000 + seed, i) + 0.5f) * CONFIG.vocabularySize());
        }
        return ids;
    }
}
