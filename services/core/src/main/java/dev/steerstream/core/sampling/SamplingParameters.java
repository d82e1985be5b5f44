package dev.steerstream.core.sampling;

/**
 * How a token is chosen. Applied in this order: temperature, top-k, top-p, min-p.
 *
 * @param temperature logits are divided by it; 0 is greedy, and the rest is then not used
 * @param topK keeps the k most probable; 0 keeps all
 * @param topP keeps the smallest set of most probable tokens whose mass (after top-k) reaches it, in (0, 1]; 1 keeps all
 * @param minP keeps the tokens at least this times as probable as the best, in [0, 1]; 0 keeps all
 * @param seed of the counter-based randomness
 */
public record SamplingParameters(double temperature, int topK, double topP, double minP, long seed) {
    public SamplingParameters {
        require(temperature >= 0 && temperature <= 100, "temperature", temperature, "0..100; 0 is greedy");
        require(topK >= 0, "top_k", topK, "0 or more; 0 keeps all tokens");
        require(topP > 0 && topP <= 1, "top_p", topP, "above 0 and at most 1; 1 keeps all tokens");
        require(minP >= 0 && minP <= 1, "min_p", minP, "0..1; 0 keeps all tokens");
    }

    private static void require(boolean valid, String name, double value, String rule) {
        if (!valid) {
            throw new IllegalArgumentException(
                    "The sampling parameter " + name + " is " + value + "; it must be " + rule + ".");
        }
    }

    /** The most probable token always; ties go to the lowest id. */
    public static SamplingParameters greedy() {
        return new SamplingParameters(0, 0, 1, 0, 0);
    }

    public boolean isGreedy() {
        return temperature == 0;
    }
}
