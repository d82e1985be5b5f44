package dev.steerstream.model.engine;

import dev.steerstream.model.files.TransformerConfig;
import java.util.EnumSet;

/** What the tests on the default model share: a text, and an adapter of hashed numbers. */
public final class RealModel {
    private static final String[] TOWNS = {"Utrecht", "Porto", "Gdansk", "Lyon", "Graz"};

    private RealModel() {}

    /** 39 lines, more than 512 tokens of SmolLM2. */
    public static String text() {
        StringBuilder text = new StringBuilder();
        for (int i = 1; i < 40; i++) {
            text.append(
                    "Line %d: order %d of %d boxes left the warehouse in %s and reached the customer after %d days.\n"
                            .formatted(i, i * 37 % 101, i % 7 + 2, TOWNS[i % 5], i * i % 11 + 1));
        }
        return text.toString();
    }

    /** LoRA r 8, alpha 16 on q, k, v, o; tensors from 7000 on, times 0.1. */
    public static HashedLora adapter(TransformerConfig config) {
        return new HashedLora(
                config,
                7000,
                8,
                2,
                0.1f,
                EnumSet.of(LoraTarget.QUERY, LoraTarget.KEY, LoraTarget.VALUE, LoraTarget.OUTPUT));
    }
}
