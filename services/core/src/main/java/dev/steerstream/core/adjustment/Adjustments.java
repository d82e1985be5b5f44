package dev.steerstream.core.adjustment;

import dev.steerstream.core.distribution.Candidates;
import dev.steerstream.core.distribution.NonFiniteLogitsException;
import java.util.Objects;

/**
 * Bias, then penalties. Immutable and thread-safe.
 *
 * @param bias added to single tokens
 * @param penalties on what occurred before
 */
public record Adjustments(LogitBias bias, Penalties penalties) {
    private static final Adjustments NONE = new Adjustments(LogitBias.none(), Penalties.none());

    public Adjustments {
        Objects.requireNonNull(bias, "bias");
        Objects.requireNonNull(penalties, "penalties");
    }

    public static Adjustments none() {
        return NONE;
    }

    /** Whether every logit stays as it is. */
    public boolean isNone() {
        return bias.isNone() && penalties.isNone();
    }

    /**
     * The candidates to choose from: {@code steered} itself where nothing is adjusted, else {@code buffer}, filled.
     *
     * @param steered the candidates as steering left them; not changed
     * @param position index of the answer's token, for the error
     * @throws NonFiniteLogitsException where an adjustment drives a logit to infinity
     */
    public Candidates apply(Candidates steered, SeenTokens seen, Candidates buffer, int position) {
        if (isNone()) {
            return steered;
        }
        buffer.copyFrom(steered);
        bias.apply(buffer, position);
        if (!penalties.isNone()) {
            penalise(buffer, seen, position);
        }
        return buffer;
    }

    private void penalise(Candidates candidates, SeenTokens seen, int position) {
        for (int i = 0; i < seen.size(); i++) {
            int index = candidates.indexOf(seen.token(i));
            if (index >= 0) {
                double penalised = penalties.penalise(candidates.logit(index), seen.count(i));
                if (!Double.isFinite(penalised)) {
                    throw new NonFiniteLogitsException("adjusted", position, seen.token(i), penalised);
                }
                candidates.set(index, penalised);
            }
        }
    }
}
