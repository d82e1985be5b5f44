package dev.steerstream.schemas;

/**
 * How a request is steered; a null member takes the task's profile's value.
 *
 * @param mode base, warm or steered (default; base where the request names no task)
 * @param strength signed and finite
 * @param confidence mask threshold alpha, 0..1; 0 is no mask
 * @param profileVersion of the task; null takes the one in force, or the ramped one for its share of requests
 * @param rule one of those that the profile has strengths for, e.g. {@code log_ratio}, or joint; null takes the one in force
 * @param explain how many of the most probable tokens of each place are told under base, warm and steered, 1..20; null tells none
 */
public record SteeringOptions(
        Mode mode, Double strength, Double confidence, Long profileVersion, String rule, Integer explain) {

    /** As many as OpenAI's API gives of {@code top_logprobs}. */
    public static final int MOST_EXPLAINED = 20;

    /** {@code explain} times the most tokens that the request's answers may have together. */
    public static final int MOST_EXPLAINED_IN_ALL = 65_536;

    public enum Mode {
        BASE,
        WARM,
        STEERED
    }

    /** The members of the first release. */
    public SteeringOptions(Mode mode, Double strength, Double confidence) {
        this(mode, strength, confidence, null);
    }

    /** Under the profile's rule, and unexplained. */
    public SteeringOptions(Mode mode, Double strength, Double confidence, Long profileVersion) {
        this(mode, strength, confidence, profileVersion, null, null);
    }

    /** The most tokens that a request's answers may have together. */
    public static long explainedTokens(SamplingOptions sampling) {
        long each = sampling == null || sampling.maxTokens() == null
                ? SamplingOptions.DEFAULT_MAX_TOKENS
                : sampling.maxTokens();
        return each * (sampling == null || sampling.n() == null ? 1 : sampling.n());
    }

    /** The same under this version of the profile; another mode takes what the profile says. */
    public SteeringOptions under(long version, Mode other) {
        Mode now = mode == null ? Mode.STEERED : mode;
        if (other == null || other == now) {
            return new SteeringOptions(mode, strength, confidence, version, rule, explain);
        }
        return new SteeringOptions(other, null, null, version, null, explain);
    }
}
