package dev.steerstream.core.steering;

import java.util.Objects;

/** One direction with its strength: steering adds {@code strength * direction} to the warm logits for each of its terms. */
public record Term(Direction direction, Strength strength) {
    public Term {
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(strength, "strength");
    }

    public Term(Direction direction, double strength) {
        this(direction, new Strength(strength));
    }

    /** Whether it moves anything. */
    boolean moves() {
        return strength.value() != 0;
    }
}
