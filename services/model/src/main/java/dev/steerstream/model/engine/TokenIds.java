package dev.steerstream.model.engine;

/** The door for token ids: libtorch would read memory out of bounds, or end with a defect, for one that does not exist. */
final class TokenIds {
    private TokenIds() {}

    static void check(String where, int[] ids, int vocabularySize) {
        for (int i = 0; i < ids.length; i++) {
            if (ids[i] < 0 || ids[i] >= vocabularySize) {
                throw new EngineException(
                        EngineException.Kind.USER,
                        "Token " + i + " of " + where + " is " + ids[i] + ", but ids are 0 to " + (vocabularySize - 1)
                                + ": use the tokenizer of this model.");
            }
        }
    }
}
