package dev.steerstream.model.peft;

/** What an adapter does to a model, without its numbers. */
public sealed interface PeftConfig permits LoraConfig, Ia3Config, PromptTuningConfig, PrefixTuningConfig {
    /** The method's name, as configurations, receipts and manifests have it. */
    String method();

    /** Positions that the method takes before a row's first token, of the same context. */
    default int virtualTokens() {
        return 0;
    }
}
