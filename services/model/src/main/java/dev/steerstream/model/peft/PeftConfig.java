package dev.steerstream.model.peft;

/** What an adapter does to a model, without its numbers. */
public sealed interface PeftConfig permits LoraConfig, Ia3Config, PromptTuningConfig, PrefixTuningConfig {
    /** The method's name, as configurations, receipts and manifests have it. */
    String method();

    /**
     * The paper's configuration of a method.
     *
     * @throws IllegalArgumentException for an unknown name
     */
    static PeftConfig standard(String method) {
        return switch (method) {
            case "lora" -> LoraConfig.defaults();
            case "ia3" -> Ia3Config.defaults();
            case "prompt_tuning" -> PromptTuningConfig.defaults();
            case "p_tuning_v2" -> PrefixTuningConfig.defaults();
            default ->
                throw new IllegalArgumentException("The method is " + method
                        + ", but must be lora, ia3, prompt_tuning or p_tuning_v2. Correct it.");
        };
    }

    /** Positions that the method takes before a row's first token, of the same context. */
    default int virtualTokens() {
        return 0;
    }
}
