package dev.steerstream.model.peft;

/**
 * P-tuning v2, which PEFT calls prefix tuning: learned keys and values stand before the prompt's in every layer. While training
 * they may come out of an encoder of two linear layers; a finished adapter holds what it made of the virtual tokens.
 *
 * @param virtualTokens how many, at least 1
 * @param projection whether the encoder was used
 * @param encoderHiddenSize its inner width; 0 without it
 */
public record PrefixTuningConfig(int virtualTokens, boolean projection, int encoderHiddenSize) implements PeftConfig {
    private static final int LARGEST_ENCODER = 1 << 16;

    public PrefixTuningConfig {
        int mostTokens = PromptTuningConfig.MOST_VIRTUAL_TOKENS;
        if (virtualTokens < 1 || virtualTokens > mostTokens) {
            throw new IllegalArgumentException(
                    "virtualTokens is " + virtualTokens + ", but must be 1 to " + mostTokens + ". Correct it.");
        }
        int least = projection ? 1 : 0;
        int most = projection ? LARGEST_ENCODER : 0;
        if (encoderHiddenSize < least || encoderHiddenSize > most) {
            throw new IllegalArgumentException("encoderHiddenSize is " + encoderHiddenSize + ", but "
                    + (projection ? "must be 1 to " + most : "must be 0 without a projection") + ". Correct it.");
        }
    }

    /** The paper's defaults: 20 virtual tokens a layer, an encoder of 128. */
    public static PrefixTuningConfig defaults() {
        return new PrefixTuningConfig(20, true, 128);
    }

    @Override
    public String method() {
        return "p_tuning_v2";
    }
}
