package dev.steerstream.model;

import dev.steerstream.core.vocabulary.VocabularyTree;
import dev.steerstream.model.text.Tokenizer;

/** The tokens that can be part of a text, by their bytes: special tokens are marks, and what they look like is not what they mean. */
public final class WritableTokens {
    private WritableTokens() {}

    public static VocabularyTree of(Tokenizer tokenizer) {
        byte[][] bytes = new byte[tokenizer.vocabularySize()][];
        for (int id = 0; id < bytes.length; id++) {
            bytes[id] = tokenizer.isToken(id) && !tokenizer.isSpecial(id) ? tokenizer.tokenBytes(id) : null;
        }
        return new VocabularyTree(bytes);
    }
}
