package dev.steerstream.evaluation.rule;

import dev.steerstream.core.direction.Directions;
import dev.steerstream.core.direction.StaticVector;
import dev.steerstream.core.direction.Temperature;
import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.LogRatio;
import java.util.HashSet;
import java.util.List;

/**
 * A direction whose strength is to be calibrated, or several whose strengths are calibrated together, by the name that their rule will have.
 *
 * @param name of the rule
 * @param directions as a profile names them, none twice
 */
public record NamedDirection(String name, List<String> directions) {
    /** The directions that proved worth having together. */
    public static final String JOINT = "joint";

    private static final List<String> TOGETHER =
            List.of(Delta.NAME, LogRatio.NAME, Temperature.NAME, StaticVector.MEAN_LOG_RATIO);

    /** The same, where the first token of an answer has strengths of its own: answers often begin alike. */
    public static final String JOINT_BY_POSITION = "joint_by_position";

    private static final List<String> BY_POSITION = Directions.firstApart(TOGETHER, 1);

    public NamedDirection {
        directions = List.copyOf(directions);
        if (directions.isEmpty() || new HashSet<>(directions).size() < directions.size()) {
            throw new IllegalArgumentException(
                    "The rule " + name + " has the directions " + directions + "; name at least one, and none twice.");
        }
        for (String direction : directions) {
            String known = Directions.unplaced(direction);
            if (!Directions.names().contains(known)) {
                throw new IllegalArgumentException("Unknown direction '" + known + "'; known are " + Directions.names()
                        + ", " + JOINT + " for " + String.join("+", TOGETHER) + ", " + JOINT_BY_POSITION + " for "
                        + String.join("+", BY_POSITION) + ", and several joined by +.");
            }
        }
    }

    /** A direction, several joined by {@code +}, {@value #JOINT} or {@value #JOINT_BY_POSITION}. */
    public static NamedDirection of(String name) {
        return new NamedDirection(
                name,
                switch (name) {
                    case JOINT -> TOGETHER;
                    case JOINT_BY_POSITION -> BY_POSITION;
                    default -> List.of(name.split("\\+"));
                });
    }

    /** Whether any of its directions is a task's own vector. */
    boolean isStatic() {
        return directions.stream().anyMatch(Directions::isStatic);
    }
}
