package dev.steerstream.core.direction;

import dev.steerstream.core.steering.Delta;
import dev.steerstream.core.steering.Direction;
import dev.steerstream.core.steering.LogRatio;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The directions by name. Immutable and thread-safe. */
public final class Directions {
    /** Those that are made from the two rows of a context. */
    private static final List<Direction> COMPUTED =
            List.of(new Delta(), new LogRatio(), new Temperature(), new Contrast(), new ProbabilityDifference());

    /** Those that are a vector of the task. */
    public static final List<String> STATIC = List.of(StaticVector.MEAN_DELTA, StaticVector.MEAN_LOG_RATIO);

    private static final Pattern PLACED = Pattern.compile("(.+)\\[(\\d{1,6}),(\\d{0,6})\\)");

    private Directions() {}

    /** Every name without a place, in the order in which they are shown. */
    public static List<String> names() {
        return Stream.concat(COMPUTED.stream().map(Direction::name), STATIC.stream())
                .toList();
    }

    /** Whether a direction's name, placed or not, is of a task's own vector. */
    public static boolean isStatic(String name) {
        return STATIC.contains(unplaced(name));
    }

    /** The name without its place. */
    public static String unplaced(String name) {
        Matcher placed = PLACED.matcher(name);
        return placed.matches() ? placed.group(1) : name;
    }

    /**
     * The same directions, where those that are made from both models' rows have strengths of their own in an answer's first tokens: answers often
     * begin alike, and that is where the two models part most.
     *
     * @param names without places
     * @param first how many tokens are the first ones
     */
    public static List<String> firstApart(List<String> names, int first) {
        return names.stream()
                .flatMap(name -> isStatic(name) || !named(name).needsBase()
                        ? Stream.of(name)
                        : Stream.of(name + "[0," + first + ")", name + "[" + first + ",)"))
                .toList();
    }

    /** What {@link Direction#lowestStrength} says of a direction by its name; a task's own vector has no such end. */
    public static double lowestStrength(String name) {
        return isStatic(name) ? Double.NEGATIVE_INFINITY : named(name).lowestStrength();
    }

    /** A direction that is made from the rows. */
    public static Direction named(String name) {
        return named(name, missing -> {
            throw new IllegalArgumentException("The direction '" + missing
                    + "' is a task's own vector; it can be applied only with the task's stored vectors at hand.");
        });
    }

    /**
     * Any direction.
     *
     * @param statics makes the task's own vector of a name
     * @throws IllegalArgumentException for an unknown name
     */
    public static Direction named(String name, Function<String, ? extends Direction> statics) {
        Matcher placed = PLACED.matcher(name);
        if (placed.matches()) {
            int end = placed.group(3).isEmpty() ? Integer.MAX_VALUE : Integer.parseInt(placed.group(3));
            return new Placed(named(placed.group(1), statics), Integer.parseInt(placed.group(2)), end);
        }
        if (STATIC.contains(name)) {
            return statics.apply(name);
        }
        return COMPUTED.stream()
                .filter(direction -> direction.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("Unknown direction '" + name + "'; known are " + names() + "."));
    }
}
