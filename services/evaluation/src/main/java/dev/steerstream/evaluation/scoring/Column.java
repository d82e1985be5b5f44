package dev.steerstream.evaluation.scoring;

import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Mode;
import dev.steerstream.core.steering.Steering;
import dev.steerstream.core.steering.Strength;
import java.util.Objects;

/**
 * Something that is scored beside others: base, warm, or a rule. Whatever a {@link Steering} can say can be a column.
 *
 * @param name unique among the columns of one evaluation
 * @param inForce as answers are decoded, mask included
 * @param unmasked the same rule without mask, with the strength that was fitted without one
 */
public record Column(String name, Steering inForce, Steering unmasked) {
    public static final String BASE = "base";
    public static final String WARM = "warm";

    public Column {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(inForce, "inForce");
        if (unmasked.confidence() != 0) {
            throw new IllegalArgumentException("Column " + name + " is to be unmasked, but its confidence is "
                    + unmasked.confidence() + "; it must be 0.");
        }
    }

    /** The pre-trained model; in force under its own mask. */
    public static Column base(double confidence, double penalty) {
        return new Column(
                BASE, new Steering(Mode.BASE, Strength.ZERO, confidence, penalty, new Delta()), Steering.base());
    }

    /** The warm model; in force under its own mask, which is that of every rule. */
    public static Column warm(double confidence, double penalty) {
        return new Column(
                WARM, new Steering(Mode.WARM, Strength.ZERO, confidence, penalty, new Delta()), Steering.warm());
    }
}
