package dev.steerstream.core.steering;

/**
 * The published steering vector: the gradient of KL(p_phi || p_theta) in p_phi, with the published sign, projected to logits by the
 * softmax's Jacobian {@code J = diag(p_phi) - p_phi p_phi^T}.
 *
 * <p>In closed form {@code delta(v) = p_phi(v) * (KL(p_phi || p_theta) - log(p_phi(v) / p_theta(v)))}: O(vocab), never a matrix. It sums
 * to 0. It points back to the base, so the calibrated strength of a task is usually negative.
 */
public record Delta() implements Direction {
    public static final String NAME = "delta";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public double at(int token, TokenContext context) {
        double p = context.warmProbability(token);
        return p == 0
                ? 0
                : p * (context.divergence() - (context.warmLogProbability(token) - context.baseLogProbability(token)));
    }
}
