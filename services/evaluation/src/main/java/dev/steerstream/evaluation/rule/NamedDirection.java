package dev.steerstream.evaluation.rule;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.steering.Direction;

/** A direction whose strength is to be calibrated, by the name that its rule will have. */
public record NamedDirection(String name, Direction direction) {
    /** The direction that a profile names, under the same name. */
    public static NamedDirection of(String name) {
        return new NamedDirection(name, Directions.named(name));
    }
}
