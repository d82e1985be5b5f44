package dev.steerstream.model.peft;

/**
 * Prompt tuning: learned embeddings stand before the prompt's, as if they were tokens.
 *
 * @param virtualTokens how many, at least 1
 */
public record PromptTuningConfig(int virtualTokens) implements PeftConfig {
    static final int MOST_VIRTUAL_TOKENS = 4096;

    public PromptTuningConfig {
        if (virtualTokens < 1 || virtualTokens > MOST_VIRTUAL_TOKENS) {
            throw new IllegalArgumentException("virtualTokens is " + virtualTokens + ", but must be 1 to "
                    + MOST_VIRTUAL_TOKENS + ". Correct it.");
        }
    }

    /** The paper's defaults: 20 virtual tokens. */
    public static PromptTuningConfig defaults() {
        return new PromptTuningConfig(20);
    }

    @Override
    public String method() {
        return "prompt_tuning";
    }
}
