package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.TokenContext;
import java.util.Objects;

/**
 * A direction at some places of the answer only, 0 at the others: with one for the first tokens and one for those after them, each part of an
 * answer has a strength of its own. Named {@code delta[0,4)}, or {@code delta[4,)} where there is no end.
 *
 * @param first the first place
 * @param end the place before which it ends; {@link Integer#MAX_VALUE} for none
 */
public record Placed(Direction direction, int first, int end) implements Direction {
    public Placed {
        Objects.requireNonNull(direction, "direction");
        if (first < 0 || end <= first) {
            throw new IllegalArgumentException("A direction is placed from " + first + " to before " + end
                    + "; the first place is 0 or more and the end lies behind it.");
        }
    }

    /** Whether a rule of this name, directions with {@code +} between them, has some at places only. */
    public static boolean isIn(String rule) {
        return rule.indexOf('[') >= 0;
    }

    @Override
    public String name() {
        return direction.name() + "[" + first + "," + (end == Integer.MAX_VALUE ? "" : end) + ")";
    }

    @Override
    public double at(int token, TokenContext context) {
        int place = context.place();
        return place >= first && place < end ? direction.at(token, context) : 0;
    }

    @Override
    public double lowestStrength() {
        return direction.lowestStrength();
    }

    @Override
    public boolean needsBase() {
        return direction.needsBase();
    }
}
