package dev.steerstream.core.steering;

import java.util.List;
import java.util.Objects;

/**
 * How an answer is steered: {@code z = z_phi + sum_k strength_k * direction_k} on the survivors; {@code z = z_phi + penalty}, whatever the
 * strengths, on the masked tokens; a penalty of minus infinity removes them. One term is the published method. Immutable.
 *
 * @param mode BASE and WARM are the plain models, masked only where a confidence above 0 is asked
 * @param terms at least one, no direction twice; not used unless the mode is STEERED
 * @param confidence alpha, 0..1; the mask is that of the mode's unsteered row
 * @param penalty lambda, at most 0, minus infinity by default
 */
public record Steering(Mode mode, List<Term> terms, double confidence, double penalty) {
    /** The published default of alpha. */
    public static final double DEFAULT_CONFIDENCE = 0.1;

    /** The published default of lambda: masked tokens are removed. */
    public static final double REMOVE = Double.NEGATIVE_INFINITY;

    public Steering {
        Objects.requireNonNull(mode, "mode");
        terms = List.copyOf(terms);
        long names =
                terms.stream().map(term -> term.direction().name()).distinct().count();
        if (terms.isEmpty() || names != terms.size()) {
            throw new IllegalArgumentException("Steering has the directions "
                    + terms.stream().map(term -> term.direction().name()).toList()
                    + "; name at least one, and none twice: add the strengths of one direction up.");
        }
        new ConfidenceMask(confidence);
        if (!(penalty <= 0)) {
            throw new IllegalArgumentException(
                    "The penalty is " + penalty + "; it must be 0 or less, and minus infinity removes masked tokens.");
        }
    }

    /** Of one term. */
    public Steering(Mode mode, Strength strength, double confidence, double penalty, Direction direction) {
        this(mode, List.of(new Term(direction, strength)), confidence, penalty);
    }

    /** The pre-trained model, unmasked. */
    public static Steering base() {
        return new Steering(Mode.BASE, Strength.ZERO, 0, REMOVE, new Delta());
    }

    /** The warm model, unmasked. */
    public static Steering warm() {
        return new Steering(Mode.WARM, Strength.ZERO, 0, REMOVE, new Delta());
    }

    /** Steered along {@link Delta}; masked tokens are removed. */
    public static Steering steered(double strength, double confidence) {
        return new Steering(Mode.STEERED, new Strength(strength), confidence, REMOVE, new Delta());
    }

    /** The same with another confidence. */
    public Steering withConfidence(double other) {
        return new Steering(mode, terms, other, penalty);
    }

    /** The first term's direction alone, with another strength. */
    public Steering withStrength(Strength other) {
        return new Steering(mode, other, confidence, penalty, direction());
    }

    /** The first term's direction. */
    public Direction direction() {
        return terms.get(0).direction();
    }

    /** The first term's strength. */
    public Strength strength() {
        return terms.get(0).strength();
    }

    /** Whether any term moves anything. */
    public boolean moves() {
        return mode == Mode.STEERED && terms.stream().anyMatch(Term::moves);
    }

    /** How far the terms move one token's logit; a term of strength 0 is not asked. */
    double move(int token, TokenContext context) {
        double sum = 0;
        for (int k = 0; k < terms.size(); k++) {
            Term term = terms.get(k);
            if (term.moves()) {
                sum += term.strength().value() * term.direction().at(token, context);
            }
        }
        return sum;
    }

    /** Whether the base model's row is looked at. */
    public boolean needsBase() {
        return mode == Mode.BASE
                || (mode == Mode.STEERED
                        && terms.stream()
                                .anyMatch(
                                        term -> term.moves() && term.direction().needsBase()));
    }

    public ConfidenceMask mask() {
        return new ConfidenceMask(confidence);
    }

    /** Whether masked tokens are removed rather than made less probable. */
    public boolean removes() {
        return penalty == REMOVE;
    }
}
