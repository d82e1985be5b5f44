package dev.steerstream.model.engine;

import ai.djl.pytorch.jni.IValue;
import dev.steerstream.model.peft.PrefixTuningAdapter;
import dev.steerstream.model.peft.PromptTuningAdapter;

/**
 * What prompt tuning and prefix tuning put before a row's first token: keys and values of virtual tokens in every layer. Those
 * of prompt tuning do not depend on what comes after them, so its embeddings run once, when the adapter is attached.
 *
 * @param keysAndValues see {@code adapters.py}
 * @param virtualTokens how many; the first real token has this position
 */
record AttachedPrefix(IValue keysAndValues, int virtualTokens) implements AttachedAdapter {
    static AttachedPrefix load(LlamaModule module, PromptTuningAdapter adapter) {
        int virtualTokens = adapter.config().virtualTokens();
        return new AttachedPrefix(module.prefixOfEmbeddings(adapter.embeddings(), virtualTokens), virtualTokens);
    }

    static AttachedPrefix load(LlamaModule module, PrefixTuningAdapter adapter) {
        int virtualTokens = adapter.config().virtualTokens();
        return new AttachedPrefix(module.prefixOfKeys(adapter.prefix(), virtualTokens), virtualTokens);
    }

    @Override
    public void close() {
        keysAndValues.close();
    }
}
