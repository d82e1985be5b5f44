package dev.steerstream.core.observation;

/**
 * The summed loss at one strength, without the ridge.
 *
 * @param strength mu
 * @param tokens the (weighted) number of kept tokens summed over
 * @param loss {@code L(mu) = sum_t -log softmax(z_t + mu delta_t)[y_t]} in nats
 * @param gradient {@code L'(mu)}
 * @param curvature {@code L''(mu)}
 * @param divergence {@code sum_t KL(warm || steered)} over the candidates, in nats
 * @param errorBound what lumping may have changed the loss by, at most, in nats, summed
 */
public record LossAt(
        double strength,
        long tokens,
        double loss,
        double gradient,
        double curvature,
        double divergence,
        double errorBound) {
    /** The sum of this and {@code weight} times another of the same strength. */
    public LossAt plus(LossAt other, int weight) {
        return new LossAt(
                strength,
                tokens + weight * other.tokens,
                loss + weight * other.loss,
                gradient + weight * other.gradient,
                curvature + weight * other.curvature,
                divergence + weight * other.divergence,
                errorBound + weight * other.errorBound);
    }

    /** The (weighted) sum of per-group sums. */
    public static LossAt sum(LossAt[] byGroup, int[] weights) {
        LossAt sum = new LossAt(byGroup.length == 0 ? 0 : byGroup[0].strength, 0, 0, 0, 0, 0, 0);
        for (int g = 0; g < byGroup.length; g++) {
            sum = sum.plus(byGroup[g], weights == null ? 1 : weights[g]);
        }
        return sum;
    }

    public double meanLoss() {
        return tokens == 0 ? 0 : loss / tokens;
    }

    public double meanDivergence() {
        return tokens == 0 ? 0 : divergence / tokens;
    }

    public double meanErrorBound() {
        return tokens == 0 ? 0 : errorBound / tokens;
    }
}
