package dev.steerstream.model.training;

import dev.steerstream.model.engine.UnsupportedOptionException;
import java.util.Arrays;

/**
 * How the learning rate moves: up from zero over the warm-up steps, then as the shape says. The factors are those of
 * transformers' {@code get_scheduler} at the same step.
 *
 * @param warmupSteps steps of the linear rise, whose first has the factor 0; 0 is none
 */
public record Schedule(Shape shape, int warmupSteps) {
    public static final Schedule CONSTANT = new Schedule(Shape.CONSTANT, 0);
    public static final Schedule LINEAR = new Schedule(Shape.LINEAR, 0);
    public static final Schedule COSINE = new Schedule(Shape.COSINE, 0);

    /** How the rate moves after the warm-up. */
    public enum Shape {
        CONSTANT("constant"),
        /** From the full rate linearly to zero after the last step. */
        LINEAR("linear"),
        /** From the full rate along half a cosine to zero after the last step. */
        COSINE("cosine");

        private final String label;

        Shape(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    public Schedule {
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps is " + warmupSteps + ", but must be 0 or positive.");
        }
    }

    /** Says all that the factors depend on, besides the run's length. */
    public String label() {
        return warmupSteps == 0 ? shape.label() : shape.label() + " after " + warmupSteps + " warm-up steps";
    }

    public Schedule warmedUp(int steps) {
        return new Schedule(shape, steps);
    }

    /** @param step from 1 to totalSteps */
    double factor(int step, int totalSteps) {
        int done = step - 1;
        if (done < warmupSteps) return (double) done / warmupSteps;
        double rest = Math.max(1, totalSteps - warmupSteps);
        return switch (shape) {
            case CONSTANT -> 1;
            case LINEAR -> Math.max(0, (totalSteps - done) / rest);
            case COSINE -> Math.max(0, 0.5 * (1 + Math.cos(Math.PI * ((done - warmupSteps) / rest))));
        };
    }

    /** @throws UnsupportedOptionException when no shape has this name */
    public static Schedule named(String label) {
        return Arrays.stream(Shape.values())
                .filter(shape -> shape.label.equals(label))
                .findFirst()
                .map(shape -> new Schedule(shape, 0))
                .orElseThrow(() -> new UnsupportedOptionException(
                        "learning rate schedule",
                        label,
                        Arrays.stream(Shape.values()).map(Shape::label).toList()));
    }
}
