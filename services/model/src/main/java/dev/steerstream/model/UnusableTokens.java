package dev.steerstream.model;

import dev.steerstream.core.steering.TokenBans;
import dev.steerstream.model.text.Tokenizer;
import java.util.stream.IntStream;

/** Rows of a model's output matrix that no token stands behind: decoding never chooses them, so calibration must not count on them. */
public final class UnusableTokens {
    private UnusableTokens() {}

    public static TokenBans of(Tokenizer tokenizer) {
        int[] gaps = IntStream.range(0, tokenizer.vocabularySize())
                .filter(id -> !tokenizer.isToken(id))
                .toArray();
        return TokenBans.padded(tokenizer.vocabularySize()).with(gaps);
    }
}
